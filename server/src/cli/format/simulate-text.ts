import { countText, grouped } from '../../core/text/amounts.ts';
import type { SimulatorEvent } from '../../core/simulator/events.ts';

/** Formats events as they come. A constructor that runs in many vnets in succession makes one line. */
export class SimulationText {
  private readonly write: (line: string) => void;
  /** Registrations held back to join the next of their kind: the function, and the vnets that it ran in. */
  private running: { readonly kind: string; readonly functions: string; vnets: string[] } | undefined;

  constructor(write: (line: string) => void) {
    this.write = write;
  }

  /** Prints what was held back; called at the end of each statement. */
  flush(): void {
    const { running } = this;
    this.running = undefined;
    if (running === undefined) return;
    const [first, second] = running.vnets;
    this.write(
      `  ${running.kind} ${running.functions}: in ${second === undefined ? (first ?? '') : `${grouped(running.vnets.length)} vnets, ${first ?? ''} first`}`,
    );
  }

  tell(event: SimulatorEvent): void {
    if ((event.kind === 'constructors' || event.kind === 'destructors') && event.why === 'registration') {
      this.register(
        event.kind === 'constructors' ? 'constructor' : 'destructor',
        event.functions.join(', '),
        event.vnet,
      );
      return;
    }
    this.flush();
    for (const line of eventLines(event)) this.write(line);
  }

  private register(kind: string, functions: string, vnet: string): void {
    if (this.running?.kind === kind && this.running.functions === functions && !this.running.vnets.includes(vnet)) {
      this.running.vnets.push(vnet);
      return;
    }
    this.flush();
    this.running = { kind, functions, vnets: [vnet] };
  }
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

function eventLines(event: SimulatorEvent): readonly string[] {
  switch (event.kind) {
    case 'printf':
      return [event.text];
    case 'panic':
      return [`panic: ${event.message}`];
    case 'error':
      return [`${event.call}: ${event.errno.text}`];
    case 'sysinit':
      return [`${event.subsystem} ${event.order}: ${event.function}()`];
    case 'vnet_alloc':
      return [
        `  vnet ${event.vnet} = ${hex(event.address)}: ${grouped(event.sizeBytes)} bytes at ${hex(event.dataMem)}, vnet_data_base ${hex(event.dataBase)}`,
      ];
    case 'vnet_destroy':
      return [`  vnet ${event.vnet} is freed`];
    case 'constructors':
    case 'destructors':
      return [
        `  ${countText(event.functions.length, event.kind.slice(0, -1))} in ${event.vnet}: ${shortened(event.functions)}`,
      ];
    case 'alloc':
      return [
        event.start === undefined
          ? `  ${event.set}: no room for ${grouped(event.sizeBytes)} bytes of ${event.file}`
          : `  ${event.set}: ${grouped(event.sizeBytes)} bytes of ${event.file} at ${event.start}`,
      ];
    case 'free':
      return [
        `  ${event.set}: ${grouped(event.sizeBytes)} bytes of ${event.file} at ${event.start ?? ''} are free; ${countText(event.freeList.length, 'extent')}`,
      ];
    case 'copy':
      return [
        `  ${event.set}: initial values of ${event.file} go into ${event.set === 'set_vnet' ? countText(event.copies, 'vnet') : countText(event.copies, 'CPU')}`,
      ];
    case 'relocated':
      return relocatedLines(event);
    case 'misaligned':
      return [
        `  ${event.set}: ${event.file} wants an alignment of ${event.needsBytes}, ${event.start} has ${event.hasBytes}${event.variables.length === 0 ? '' : `: ${shortened(event.variables)}`}`,
      ];
    case 'kldload':
      return [`  ${event.file} is loaded, id ${event.id}`];
    case 'kldunload':
      return [
        event.refs === 0
          ? `  ${event.file} is unloaded`
          : `  ${event.file} lost a reference and stays loaded: ${event.refs} left`,
      ];
    case 'write':
      return [`  ${event.where}: ${event.path}: ${event.before} -> ${event.after}`];
    case 'jail':
      return event.what === 'dying' ? [`  ${event.name} is dying: sockets hold it`] : [];
    case 'curvnet':
      return [`  curvnet: ${event.from} -> ${event.to}`];
    case 'shown':
      return event.lines;
    case 'holds':
      return [];
    case 'note':
      return [`  note: ${event.text}`];
  }
}

function relocatedLines({
  file,
  pointers,
  where,
  copies,
}: Extract<SimulatorEvent, { readonly kind: 'relocated' }>): readonly string[] {
  const names = shortened(pointers);
  if (where === 'file')
    return [`  ${file}: ${names}: relocated in the file, not in module space: no copy gets the address`];
  return [
    `  ${file}: ${names}: relocated in the reference copy${copies === 0 ? '' : `; ${copies === 1 ? 'the copy that exists keeps' : `the ${grouped(copies)} copies that exist keep`} the bytes from before`}`,
  ];
}

function shortened(names: readonly string[]): string {
  return names.length <= 6 ? names.join(', ') : `${names.slice(0, 3).join(', ')} ... ${names.slice(-2).join(', ')}`;
}
