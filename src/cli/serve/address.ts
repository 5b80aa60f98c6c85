/** Where the server is, as a person types it and as a program on this machine reaches it. */

const anywhere = new Set(["0.0.0.0", "::"]);
const loopback = new Set(["127.0.0.1", "::1", "localhost"]);

const inUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/** "http://localhost:4321" */
export const addressForPeople = (host: string, port: number): string =>
  `http://${anywhere.has(host) || loopback.has(host) ? "localhost" : inUrl(host)}:${port}`;

/** Never by the name localhost, which may mean the other IP version. */
export function addressForPrograms(host: string, port: number): string {
  if (host === "0.0.0.0" || host === "localhost") return `http://127.0.0.1:${port}`;
  return `http://${inUrl(host === "::" ? "::1" : host)}:${port}`;
}

export const isPublic = (host: string): boolean => !loopback.has(host);
