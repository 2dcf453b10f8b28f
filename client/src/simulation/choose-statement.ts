import { window, type QuickPickItem } from 'vscode';
import { regionModulesMethod } from '../../../server/src/protocol/region-map.ts';
import { simulationChoicesMethod, type SimulationChoices } from '../../../server/src/protocol/simulation.ts';
import type { SimulationViewRequest } from '../../../server/src/protocol/views.ts';
import type { Server } from '../server.ts';
import { freeName, isVnetName, kenvStatement, sysctlStatement } from './statements.ts';

type Choose = Extract<SimulationViewRequest, { readonly kind: 'choose' }>;

/** Asks what a button of the simulation view needs to know; the statement that does it, or undefined. */
export async function chooseStatement(server: Server, { what, vnets, modules }: Choose): Promise<string | undefined> {
  switch (what) {
    case 'create': {
      const name = await window.showInputBox({
        title: 'Name of the new vnet',
        value: freeName(vnets),
        validateInput: (text) =>
          vnets.includes(text)
            ? `There is a vnet ${text}.`
            : isVnetName(text)
              ? undefined
              : 'A name is a C identifier.',
      });
      return name === undefined ? undefined : `vnet create ${name}`;
    }
    case 'destroy': {
      const others = vnets.filter((name) => name !== 'vnet0');
      const name = await pick('Vnet to destroy', others, 'There is no vnet besides vnet0, which stays.');
      return name === undefined ? undefined : `vnet destroy ${name}`;
    }
    case 'load': {
      const name = await chooseModule(server, modules);
      return name === undefined ? undefined : `module load ${name}`;
    }
    case 'unload': {
      const name = await pick('Module to unload', modules, 'No module is loaded.');
      return name === undefined ? undefined : `module unload ${name.replace(/\.ko$/, '')}`;
    }
    case 'sysctl':
      return chooseSysctl(server, vnets);
    case 'kenv': {
      const title = 'Kernel environment: NAME=VALUE, or NAME to unset it';
      const text = await window.showInputBox({ title, placeHolder: 'net.inet.ip.ttl=32' });
      return text === undefined ? undefined : kenvStatement(text);
    }
  }
}

async function pick(title: string, names: readonly string[], none: string): Promise<string | undefined> {
  if (names.length > 0) return window.showQuickPick([...names], { title });
  await window.showInformationMessage(`vnetscope: ${none}`);
  return undefined;
}

/** A module of the tree; those with virtualized globals come first as soon as they are known: nobody waits for that. */
async function chooseModule(server: Server, loaded: readonly string[]): Promise<string | undefined> {
  const list = window.createQuickPick();
  list.title = 'Module to load';
  list.placeholder = 'A module of the tree';
  list.busy = true;
  let names: readonly string[] = [];
  let withGlobals: ReadonlySet<string> = new Set();
  const show = (): void => {
    list.items = moduleRows(names, withGlobals);
  };
  const all = server.request<SimulationChoices | null>(simulationChoicesMethod).then((choices) => {
    names = (choices?.modules ?? []).filter((name) => !loaded.includes(`${name}.ko`));
    show();
  });
  const known = server.request<readonly string[] | null>(regionModulesMethod).then((found) => {
    withGlobals = new Set(found ?? []);
    show();
  });
  void Promise.allSettled([all, known]).then(() => {
    list.busy = false;
  });
  return new Promise((resolve) => {
    list.onDidAccept(() => {
      resolve(list.selectedItems[0]?.label);
      list.hide();
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    list.show();
  });
}

function moduleRows(names: readonly string[], withGlobals: ReadonlySet<string>): QuickPickItem[] {
  const first = names.filter((name) => withGlobals.has(name));
  return [
    ...first.map((label) => ({ label, description: 'virtualized globals' })),
    ...names.filter((name) => !withGlobals.has(name)).map((label) => ({ label })),
  ];
}

async function chooseSysctl(server: Server, vnets: readonly string[]): Promise<string | undefined> {
  const names = server
    .request<SimulationChoices | null>(simulationChoicesMethod)
    .then((choices) => [...(choices?.sysctls ?? [])]);
  const name = await window.showQuickPick(names, { title: 'Sysctl', placeHolder: 'A sysctl of the kernel' });
  if (name === undefined) return undefined;
  const hosts = vnets.map((vnet) => (vnet === 'vnet0' ? 'vnet0, the host' : vnet));
  const where =
    hosts.length < 2 ? 'vnet0' : await window.showQuickPick(hosts, { title: `${name}: for a process of which vnet?` });
  if (where === undefined) return undefined;
  const value = await window.showInputBox({ title: `${name}: new value; empty to read it` });
  return value === undefined ? undefined : sysctlStatement(name, where, value);
}
