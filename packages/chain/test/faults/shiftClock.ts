// Loaded before everything else into the processes of one node: a machine
// whose clock is wrong.
const skewMs = Number(process.env.SKEW_MS)
const { now } = Date
Date.now = () => now() + skewMs
