import type { EnumSpecifier, RecordSpecifier } from '../../parser/ast.ts';
import { isAnonymousMember } from '../../types/members.ts';
import type { RecordType, Type } from '../../types/type.ts';
import type { MeasuredUnit } from '../workspace/workspace.ts';

/** A record by what it is called: its tag, or the typedef name of a record without one. */
export interface NamedRecord {
  /** "struct inpcb", "pfil_head_t" */
  readonly name: string;
  readonly type: RecordType;
}

/** What a type leads to: named records, by specifier where the text there defines them, else by tag. */
interface Lead {
  readonly name: string;
  readonly specifier: RecordSpecifier;
}

/** Leads of records' members by specifier, for units that share segments and whose other files are the same. */
export type KnownLeads = Map<RecordSpecifier, readonly Lead[]>;

/** Every record that the types lead to, through members, pointers, arrays and function parameters; once each. */
export class RecordReach {
  /** By specifier: two files of one unit may define namesakes in blocks. */
  readonly found = new Map<RecordSpecifier, NamedRecord>();
  private readonly measured: MeasuredUnit;
  private readonly known: KnownLeads;

  constructor(measured: MeasuredUnit, known: KnownLeads = new Map()) {
    this.measured = measured;
    this.known = known;
  }

  add(type: Type): void {
    this.follow(this.leads(type));
  }

  addTag(specifier: RecordSpecifier): void {
    this.follow([{ name: `${specifier.kind} ${this.measured.unit.spelling(specifier.tag)}`, specifier }]);
  }

  private follow(first: readonly Lead[]): void {
    const waiting = [...first];
    for (let lead = waiting.pop(); lead !== undefined; lead = waiting.pop()) {
      const specifier = this.complete(lead.specifier);
      // What this unit only mentions is not followed.
      if (specifier.members === undefined || this.found.has(specifier)) continue;
      const type: RecordType = { kind: 'record', specifier, qualifiers: 0, scope: undefined };
      this.found.set(specifier, { name: lead.name, type });
      waiting.push(...this.memberLeads(type));
    }
  }

  /** The definition that this unit has of a record that is only mentioned somewhere. */
  private complete(specifier: RecordSpecifier): RecordSpecifier {
    if (specifier.members !== undefined || specifier.tag === 0) return specifier;
    const tag: RecordSpecifier | EnumSpecifier | undefined = this.measured.resolver.tag(specifier.tag, specifier.kind);
    return tag === undefined || tag.kind === 'enum' ? specifier : tag;
  }

  private memberLeads(type: RecordType): readonly Lead[] {
    let known = this.known.get(type.specifier);
    if (known === undefined) {
      const leads: Lead[] = [];
      this.writeMembers(type, leads);
      this.known.set(type.specifier, (known = leads));
    }
    return known;
  }

  private writeMembers(type: RecordType, leads: Lead[]): void {
    for (const declaration of type.specifier.members ?? []) {
      const declarators = isAnonymousMember(declaration) ? [undefined] : declaration.declarators;
      for (const declarator of declarators)
        this.write(this.measured.resolver.ofMember(declaration, declarator, type.scope), leads, undefined);
    }
  }

  private leads(type: Type): readonly Lead[] {
    const leads: Lead[] = [];
    this.write(type, leads, undefined);
    return leads;
  }

  /** `typedefName` is the innermost typedef name that stands for `type`. */
  private write(type: Type, leads: Lead[], typedefName: number | undefined): void {
    switch (type.kind) {
      case 'typedef':
        this.write(type.target, leads, type.name);
        break;
      case 'pointer':
        this.write(type.target, leads, undefined);
        break;
      case 'array':
        this.write(type.element, leads, undefined);
        break;
      case 'function':
        this.write(type.result, leads, undefined);
        for (const parameter of type.parameters) this.write(parameter, leads, undefined);
        break;
      case 'record': {
        const { specifier } = type;
        const { unit } = this.measured;
        if (specifier.tag !== 0) leads.push({ name: `${specifier.kind} ${unit.spelling(specifier.tag)}`, specifier });
        else if (typedefName !== undefined) leads.push({ name: unit.spelling(typedefName), specifier });
        // A record without any name is part of its holder.
        else this.writeMembers(type, leads);
        break;
      }
      default:
    }
  }
}
