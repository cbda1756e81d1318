/** `urgent, -old`: what is added and what is taken away. */
export function tagChange(text: string): { readonly add: string[]; readonly remove: string[] } {
  const tags = text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '' && tag !== '-');
  return {
    add: tags.filter((tag) => !tag.startsWith('-')),
    remove: tags.filter((tag) => tag.startsWith('-')).map((tag) => tag.slice(1).trim()),
  };
}
