import type { FieldView, TypeView } from './type-view.ts';

/** What a path leads to, from the start of the variable. */
export interface Place {
  readonly view: TypeView;
  readonly offsetBits: number;
  /** Of a bit-field. */
  readonly widthBits: number | undefined;
}

/** Why a path leads nowhere, and at which character of it. */
export interface PathError {
  readonly message: string;
  readonly at: number;
}

/** A variable's name with what follows it: `tcbinfo.ipi_count`, `net/if.c:ifindex_table`, `ipq[3].lock`. */
export interface ParsedPath {
  readonly file: string | undefined;
  /** As it is written, with `V_` or `vnet_entry_`. */
  readonly name: string;
  readonly steps: readonly Step[];
}

type Step = { readonly at: number } & ({ readonly field: string } | { readonly index: number });

export function parsePath(text: string): ParsedPath | PathError {
  const head = /^(?:([\w.+/-]+\.[ch]):)?([A-Za-z_]\w*)/.exec(text);
  if (head === null) return { message: `a variable is expected, not ${text === '' ? 'nothing' : text}`, at: 0 };
  const steps: Step[] = [];
  let at = head[0].length;
  while (at < text.length) {
    const rest = text.slice(at);
    const field = /^\.([A-Za-z_]\w*)/.exec(rest);
    const index = /^\[(0[xX][0-9a-fA-F]+|\d+)\]/.exec(rest);
    if (field?.[1] !== undefined) steps.push({ field: field[1], at: at + 1 });
    else if (index?.[1] !== undefined) steps.push({ index: Number(index[1]), at: at + 1 });
    else if (rest.startsWith('->'))
      return { message: 'pointers are not followed: memory behind them is not simulated', at };
    else return { message: `.member or [index] is expected, not ${rest}`, at };
    at += (field ?? index)?.[0].length ?? 1;
  }
  return { file: head[1], name: head[2] ?? '', steps };
}

/** Walks members and elements from a variable's type. */
export function walkPath(whole: TypeView, { name, steps }: ParsedPath): Place | PathError {
  let place: Place = { view: whole, offsetBits: 0, widthBits: undefined };
  let walked = name;
  for (const step of steps) {
    const { view } = place;
    if ('field' in step) {
      if (view.kind !== 'record')
        return { message: `${walked} is ${article(view.text)}, which has no members`, at: step.at };
      const found = findField(view.fields, step.field, 0);
      if (found === undefined) return { message: `${view.text} has no member ${step.field}`, at: step.at };
      place = {
        view: found.field.view,
        offsetBits: place.offsetBits + found.offsetBits,
        widthBits: found.field.widthBits,
      };
      walked += `.${step.field}`;
    } else {
      if (view.kind !== 'array')
        return { message: `${walked} is ${article(view.text)}, which has no elements`, at: step.at };
      if (step.index >= view.count) return { message: `${walked} has ${view.count} elements`, at: step.at };
      place = {
        view: view.element,
        offsetBits: place.offsetBits + step.index * view.strideBytes * 8,
        widthBits: undefined,
      };
      walked += `[${step.index}]`;
    }
  }
  return place;
}

/** A member by name, also one of an anonymous struct or union (C17 6.7.2.1p13). */
function findField(
  fields: readonly FieldView[],
  name: string,
  base: number,
): { readonly field: FieldView; readonly offsetBits: number } | undefined {
  for (const field of fields) {
    if (field.name === name) return { field, offsetBits: base + field.offsetBits };
    if (field.name !== '' || field.view.kind !== 'record') continue;
    const inside = findField(field.view.fields, name, base + field.offsetBits);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function article(type: string): string {
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}
