import type { Example, Rule } from '../../rules/rule.ts';

/** The rule's page in Markdown: what --explain prints, editors open, SARIF carries, and server/doc/rules holds. */
export function rulePage(rule: Rule): string {
  const facts = [
    rule.category,
    rule.severity === 'off' ? 'off by default' : rule.severity,
    `since ${rule.since}`,
    ...(rule.fixes === undefined ? [] : ['quick fix']),
    `see ${rule.manual}`,
  ];
  return `# ${rule.id}

${sentence(rule.summary)}

*${facts.join(' · ')}*

${rule.why}

Flagged:

${exampleText(rule.bad)}Fine:

${exampleText(rule.good)}${rule.fixes === undefined ? '' : `Quick fix: ${rule.fixes}\n\n`}${rule.isLast === true ? '' : `To suppress a finding, put \`/* vnetscope-ignore ${rule.id}: reason */\` on its line or the line above.\n`}To change the severity, put \`"rules": { "${rule.id}": "${rule.severity === 'off' ? 'warning' : 'off'}" }\` into \`.vnetscope.json\` or, as \`vnetscope.rules\`, into the editor's settings.
`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function exampleText(example: Example): string {
  if (typeof example === 'string') return block('c', example);
  return Object.entries(example)
    .map(([path, text]) => `\`${path}\`\n\n${block(/\.[ch]$/.test(path) ? 'c' : '', text)}`)
    .join('');
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\`\n\n`;
}

/** The manual page that a rule refers to, on the project's own site. */
export function manualUrl(manual: string): string {
  const match = /^(\w+)\((\d)\)$/.exec(manual);
  return `https://man.freebsd.org/cgi/man.cgi?query=${match?.[1] ?? manual}&sektion=${match?.[2] ?? ''}`;
}
