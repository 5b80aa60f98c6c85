/** Where the server is, as a person types it and as a program on this machine reaches it. */

const anywhere = new Set(["0.0.0.0", "::"]);
const loopback = new Set(["127.0.0.1", "::1", "[::1]", "localhost"]);

const inUrl = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/** "http://localhost:4321" */
export const addressForPeople = (host: string, port: number): string =>
  `http://${anywhere.has(host) || loopback.has(host) ? "localhost" : inUrl(host)}:${port}`;

/** By number: the name localhost may mean the other IP version. @param bound the IP address the server listens on. */
export const addressForPrograms = (bound: string, port: number): string =>
  `http://${bound === "0.0.0.0" ? "127.0.0.1" : inUrl(bound === "::" ? "::1" : bound)}:${port}`;

export const isPublic = (host: string): boolean => !loopback.has(host);
