/** `npm run test:proof` proves in full; with `-- --cut`, as every change is checked, the same over less. */
export const full = process.env.COOPER_PROOF !== "cut";

export const MIB = 1024 * 1024;
export const GIB = 1024 * MIB;
