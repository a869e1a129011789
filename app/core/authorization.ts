import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import type { Context } from "./context.ts";
import type { JsonObject } from "./json.ts";

/** Leave to send messages of one type in somebody's name. A module may bring kinds of it for its own messages. */
export interface Authorization {
  /** Type URL of the messages that it is for. */
  readonly messageType: string;
  /**
   * Judges a message that is well-formed and of this type.
   *
   * @returns what is left of the authorization: itself if nothing has changed, undefined if it is used up
   * @throws ChainError if it does not allow the message
   */
  accept(ctx: Context, message: unknown): Authorization | undefined;
  /** The form on the wire and in the store. */
  toAny(): Any;
  /** The form of {@link AuthorizationType.fromJson}, without `@type`. */
  toJson(): object;
}

/** A kind of authorization. */
export interface AuthorizationType {
  /** `/cosmos.bank.v1beta1.SendAuthorization` */
  readonly typeUrl: string;
  /**
   * Reads one of a message or of the store: one encoding, no unknown fields, and all that can be checked without state.
   *
   * @throws ChainError
   */
  parse(value: Uint8Array): Authorization;
  /**
   * One in protobuf's JSON form as the bytes for {@link parse}.
   *
   * @param object whose `@type` has been read
   * @throws CoreError.invalidRequest with the path of what is wrong
   */
  fromJson(object: JsonObject): Uint8Array;
}
