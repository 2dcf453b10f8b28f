struct fx_cloner {
	LIST_ENTRY(fx_cloner) fxc_list;
};
void fx_attach(struct fx_cloner *fxc);
struct fx_cloner *fx_lookup(int unit);
