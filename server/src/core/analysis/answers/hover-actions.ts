import type { CopyChoice, HoverAction } from './hover-piece.ts';
import type { HoverAnswer, VariableHover } from './hover.ts';

/** What can be asked for beyond a hover's lines. */
export function hoverActions(answer: HoverAnswer): readonly HoverAction[] {
  switch (answer.kind) {
    case 'variable': {
      const record = /^(?:const )?((?:struct|union) \w+)/.exec(answer.type ?? '')?.[1];
      return [
        ...(answer.place.kind === 'offset'
          ? [{ kind: 'region', variable: answer.name, set: answer.set } as const]
          : []),
        ...(record === undefined ? [] : [{ kind: 'record', record } as const]),
        { kind: 'copy', choices: copyChoices(answer) },
      ];
    }
    case 'member': {
      const record = answer.found?.record.name;
      return record !== undefined && /^(?:struct|union) \w+$/.test(record) ? [{ kind: 'record', record }] : [];
    }
    case 'layout':
      return [{ kind: 'record', record: answer.record }];
    case 'note':
      return answer.record === undefined ? [] : [{ kind: 'record', record: answer.record }];
    default:
      return [];
  }
}

/** Ways to name a variable elsewhere: in source, in kgdb(1), in sysctl(8). The address is the example machine's. */
function copyChoices(answer: VariableHover): readonly CopyChoice[] {
  const { name, symbol, set, place, inModules, sysctls, accessors, surroundings } = answer;
  const base = set === 'set_vnet' ? 'vnet_data_base' : 'dpcpu_off[cpu]';
  const [inModule] = inModules;
  return [
    { what: 'name', text: name },
    ...accessors.slice(0, 1).map((accessor) => ({ what: 'accessor', text: accessor.name })),
    { what: 'symbol', text: symbol },
    ...(place.kind === 'offset' ? [{ what: 'offset', text: place.offsetBytes.toString() }] : []),
    ...(inModule === undefined
      ? []
      : [{ what: `offset in ${inModule.module}.ko`, text: inModule.offsetBytes.toString() }]),
    ...(place.kind === 'offset' ? [{ what: 'address in a copy', text: `${base} + &${symbol}` }] : []),
    ...(inModule === undefined
      ? []
      : [
          {
            what: `address in a copy, ${inModule.module}.ko loaded first`,
            text: `${base} + &modspace + ${inModule.offsetBytes}`,
          },
        ]),
    ...(surroundings?.exampleAddress === undefined
      ? []
      : [{ what: "address in simulate's vnet0", text: `0x${surroundings.exampleAddress.toString(16)}` }]),
    ...sysctls.map((sysctl) => ({ what: 'sysctl', text: sysctl.name })),
  ];
}
