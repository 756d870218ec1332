/** The sweeps of ials before decision 0175, with which the settings of published tables were chosen: they keep them. */
export const formerSweeps = { epochs: 15, cgSteps: 3, relaxation: 1 } as const
