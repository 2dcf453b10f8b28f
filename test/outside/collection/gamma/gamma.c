/* A program: no part of any module. */
int
main(void)
{

	return (0);
}
