/** How well classes of pixels are found. */

/** Counts of pixels [classes, classes]: rows are the true classes, columns the predicted ones. */
export class Confusion {
  readonly classes: number;
  private readonly counts: Float64Array;
  constructor(classes: number) {
    this.classes = classes;
    this.counts = new Float64Array(classes * classes);
  }

  add(labels: ArrayLike<number>, predicted: ArrayLike<number>): void {
    if (labels.length !== predicted.length)
      throw new Error(`${predicted.length} predictions for ${labels.length} labels`);
    for (let at = 0; at < labels.length; at++) this.counts[labels[at] * this.classes + predicted[at]]++;
  }

  /** Mean over the classes of |true and predicted| / |true or predicted|; classes that are neither do not count. */
  meanIntersectionOverUnion(): number {
    const ratios: number[] = [];
    for (let own = 0; own < this.classes; own++) {
      let union = -this.counts[own * this.classes + own];
      for (let other = 0; other < this.classes; other++)
        union += this.counts[own * this.classes + other] + this.counts[other * this.classes + own];
      if (union > 0) ratios.push(this.counts[own * this.classes + own] / union);
    }
    return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  }
}
