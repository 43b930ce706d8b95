/** What a policy's text may stand for: a character, any run of characters, any one character. */
const ANY = Symbol("*");
const ONE = Symbol("?");
type Token = string | typeof ANY | typeof ONE;

/** The value of a policy variable; undefined where the request has none. */
export type Variables = (name: string) => string | undefined;

const VARIABLE = /\$\{([^}]*)\}/g;
const LITERALS = ["*", "?", "$"];

/** The names of the variables in a text, without the escapes `${*}`, `${?}` and `${$}`. */
export function variableNames(text: string): string[] {
  return [...text.matchAll(VARIABLE)]
    .map((match) => (match[1] ?? "").split(",")[0]?.trim() ?? "")
    .filter((name) => !LITERALS.includes(name));
}

/** `${aws:username}` or `${aws:username, 'nobody'}`: its value, its default, or undefined. */
function variableValue(inner: string, variables: Variables): string | undefined {
  if (LITERALS.includes(inner)) return inner;
  const comma = inner.indexOf(",");
  if (comma < 0) return variables(inner.trim());
  const fallback = /^\s*'(.*)'\s*$/.exec(inner.slice(comma + 1))?.[1];
  return variables(inner.slice(0, comma).trim()) ?? fallback;
}

function tokensOf(pattern: string, variables: Variables): Token[] | null {
  const tokens: Token[] = [];
  let at = 0;
  const plain = (text: string) => {
    for (const character of text) tokens.push(character === "*" ? ANY : character === "?" ? ONE : character);
  };
  for (const match of pattern.matchAll(VARIABLE)) {
    plain(pattern.slice(at, match.index));
    const value = variableValue(match[1] ?? "", variables);
    if (value === undefined) return null;
    // What a variable brings in is never a wildcard.
    tokens.push(...value);
    at = match.index + match[0].length;
  }
  plain(pattern.slice(at));
  return tokens;
}

/** Whether the text fits the pattern; one with a variable that has no value fits nothing. */
export function fits(pattern: string, text: string, variables: Variables = () => undefined): boolean {
  const tokens = tokensOf(pattern, variables);
  if (tokens === null) return false;
  const characters = [...text];
  let [token, at, star, resume] = [0, 0, -1, 0];
  while (at < characters.length) {
    const current = tokens[token];
    if (current === ANY) {
      star = token++;
      resume = at;
    } else if (current !== undefined && (current === ONE || current === characters[at])) {
      token += 1;
      at += 1;
    } else if (star >= 0) {
      token = star + 1;
      at = ++resume;
    } else return false;
  }
  while (tokens[token] === ANY) token += 1;
  return token === tokens.length;
}

/** The text with its variables replaced and all else taken literally; null where one has no value. */
export function filled(text: string, variables: Variables): string | null {
  let missing = false;
  const result = text.replace(VARIABLE, (_all, inner: string) => {
    const value = variableValue(inner, variables);
    missing ||= value === undefined;
    return value ?? "";
  });
  return missing ? null : result;
}
