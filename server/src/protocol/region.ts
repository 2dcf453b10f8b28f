/** Client to server: the whole region, as `vnetscope layout` prints it. */
export const regionMethod = 'vnetscope/region';

export interface RegionText {
  /** "set_vnet of amd64 GENERIC" */
  readonly title: string;
  /** A plain-text table. */
  readonly text: string;
}
