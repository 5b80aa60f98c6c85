/** Run ids come from addresses that people type: what is not one is told before the database is asked. */

export const isUuid = (id: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
