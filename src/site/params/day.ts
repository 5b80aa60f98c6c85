/** What looks like a day; whether it exists is for its page to say. */
export const match = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);
