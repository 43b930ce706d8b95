/** Thrown where an upload cannot be saved and the file is to be sent from the start. */
export class BeginAnew extends Error {
  override readonly name = "BeginAnew";
  /** What S3 made of it: the one object that the next try may replace. */
  readonly wrong: string | null;
  constructor(reason: string, wrong: string | null = null) {
    super(reason);
    this.wrong = wrong;
  }
}
