import { parentPort, workerData } from 'node:worker_threads'
import { goalFrom } from '../../evaluate/tuning/goal.ts'
import { runTrial, type Task, type Workbench } from './run-trial.ts'
import type { SentBench } from './trial-pool.ts'

/** A thread of TrialPool: one trial after the other on one core. */
const { of, threads, ...sent } = workerData as SentBench
const bench: Workbench = { ...sent, goal: goalFrom(of) }
parentPort?.on('message', async (task: Task) => {
  parentPort?.postMessage(await runTrial(bench, task, { threads: task.alone ? threads : 1 }))
})
