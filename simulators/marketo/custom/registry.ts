import { type CustomType, FIRST_CUSTOM_ID } from './type.ts';

/** The custom activity types of one instance, and which of them have records. */
export class CustomTypes {
  readonly #byId = new Map<number, CustomType>();
  readonly #used = new Set<number>();

  /** Every type that is not deleted, oldest first. */
  active(): CustomType[] {
    return this.all().filter(({ deleted }) => deleted !== true);
  }

  all(): CustomType[] {
    return [...this.#byId.values()];
  }

  get(id: number): CustomType | undefined {
    return this.#byId.get(id);
  }

  /** The type that has this API name now. */
  named(apiName: string): CustomType | undefined {
    return this.active().find((type) => type.apiName === apiName);
  }

  get nextId(): number {
    return FIRST_CUSTOM_ID + this.#byId.size;
  }

  isUsed(id: number): boolean {
    return this.#used.has(id);
  }

  put(type: CustomType): void {
    this.#byId.set(type.id, type);
  }

  /** A record of this type exists. */
  use(id: number): void {
    if (id >= FIRST_CUSTOM_ID) this.#used.add(id);
  }
}
