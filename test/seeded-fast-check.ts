import fc from "fast-check";

/** The property tester, with cases that are drawn from one seed: a test that passes here passes everywhere. */
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env["SEED"] ?? 1) });

export * from "fast-check";
export default fc;
