/** How far a training run is. */
export interface TrainingProgress {
  /** Steps done, and to do in all. */
  step: number;
  steps: number;
  /** Passes over the data: the present one from 1, and how many there will be. */
  epoch: number;
  epochs: number;
  /** Absent before the first one is known. */
  loss?: number | undefined;
  examplesPerSecond?: number | undefined;
  secondsLeft?: number | undefined;
}

/** "step 1,200/10,000 · epoch 2/5 · loss 0.4321 · 262 examples/s · 12 min left" */
export function formatProgress(progress: TrainingProgress): string {
  const { step, steps, epoch, epochs, loss, examplesPerSecond, secondsLeft } = progress;
  return [
    `step ${count(step)}/${count(steps)}`,
    `epoch ${count(epoch)}/${count(epochs)}`,
    ...(loss === undefined ? [] : [`loss ${formatLoss(loss)}`]),
    ...(examplesPerSecond === undefined ? [] : [`${formatRate(examplesPerSecond)} examples/s`]),
    ...(secondsLeft === undefined ? [] : [`${formatDuration(secondsLeft)} left`]),
  ].join(" · ");
}

const count = (number: number): string => number.toLocaleString("en");

/** Four digits behind the point, or four that count where these would be zeros. */
const formatLoss = (loss: number): string =>
  loss !== 0 && Math.abs(loss) < 0.001 ? loss.toExponential(3) : loss.toFixed(4);

const formatRate = (rate: number): string => (rate < 10 ? rate.toFixed(1) : count(Math.round(rate)));

/** "45 s", "12 min", "3 h 05 min", "2 d 4 h": what a person who waits wants to know. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 100) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 100) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, "0")} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
