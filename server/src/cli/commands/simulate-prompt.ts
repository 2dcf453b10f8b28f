import { createInterface } from 'node:readline/promises';
import type { Simulation } from '../../core/analysis/image/simulation.ts';
import type { Completion } from '../../core/simulator/scenario/completion.ts';
import { EXIT_OK, type Terminal } from '../command.ts';
import { SimulationText } from '../format/simulate-text.ts';
import { visibleText } from '../visible-text.ts';

const HELP = `machine hz=N ncpu=N maxusers=N nmbclusters=N hypervisor=NAME      boot [invariants] [cpus=N]
preload MODULE...          kenv NAME=VALUE | -u NAME
vnet create|destroy NAME          jail create NAME [vnet] [in PARENT]  jail remove NAME
module load|unload NAME...        socket open|close NAME [N]
[in NAME | raw | on cpu N] set V_x.member[0] = VALUE | show V_x | expect V_x == VALUE
[in NAME] sysctl NAME[=VALUE]     [in NAME] kvm SYMBOL
show vnets | vnet NAME | modspace | dpcpu | modules | constructors | destructors | differences NAME | curvnet | jail NAME
show leaks [MODULE]
curvnet set NAME | restore        { } return
fail TEXT                         snapshot NAME   back [NAME]   repeat N ... end   quit
`;

/** The prompt: arrow keys recall lines, Tab completes. */
export async function converse(simulation: Simulation, terminal: Terminal): Promise<number> {
  const { release, arch, kernconf } = simulation.image;
  terminal.out(
    `FreeBSD ${release}, ${arch} ${kernconf}. The machine is off: boot starts it, help lists the statements.\n`,
  );
  const output = new SimulationText((line) => {
    terminal.out(`${line}\n`);
  });
  const conversation = simulation.converse((event) => {
    output.tell(event);
  });
  const prompt = createInterface({
    input: process.stdin,
    output: process.stdout,
    prompt: '> ',
    completer: (line: string) => completed(conversation.complete(line)),
  });
  prompt.prompt();
  for await (const line of prompt) {
    const word = line.trim();
    if (word === 'quit' || word === 'exit') break;
    if (word === 'help') terminal.out(HELP);
    else {
      const reply = conversation.say(line);
      output.flush();
      if (reply.kind === 'failed') terminal.out(`${reply.failure.messages[0]}\n`);
      prompt.setPrompt(reply.kind === 'more' ? '. ' : '> ');
    }
    prompt.prompt();
  }
  prompt.close();
  return EXIT_OK;
}

function completed({ word, choices }: Completion): [string[], string] {
  const shown = choices.filter((choice) => visibleText(choice) === choice);
  return [shown.map((choice) => (shown.length === 1 && !choice.endsWith('=') ? `${choice} ` : choice)), word];
}
