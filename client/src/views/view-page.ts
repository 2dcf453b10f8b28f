/** What a view's page is made of. */
export interface ViewPageParts {
  readonly title: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** Where styles may come from, as a content security policy says it. */
  readonly styleSource: string;
  /** Never used before: only the script that has it runs. */
  readonly nonce: string;
}

/** The page of a webview: its own script and style sheet, and nothing else from anywhere. */
export function viewPage({ title, scriptUri, styleUri, styleSource, nonce }: ViewPageParts): string {
  const policy = `default-src 'none'; style-src ${styleSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${styleUri}">
</head>
<body><script nonce="${nonce}" src="${scriptUri}"></script></body>
</html>
`;
}
