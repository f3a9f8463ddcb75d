/** Ids may have 15 or 18 characters; the first 15 tell them apart, and can't be wrong in their last three. */
export const shortId = (id: string): string => id.slice(0, 15);

export const isContact = (id: string): boolean => id.startsWith('003');
