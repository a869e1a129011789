import { GenericAuthorization } from "../../proto/gen/cosmos/authz/v1beta1/authz.ts";
import type { Any } from "../../proto/gen/google/protobuf/any.ts";
import type { Authorization, AuthorizationType } from "../../app/core/authorization.ts";
import { CoreError } from "../../app/core/errors.ts";
import type { JsonValue } from "../../app/core/json.ts";
import { decodeStrict, encodeMessage } from "../../app/core/protobuf.ts";

const GENERIC_TYPE = "/cosmos.authz.v1beta1.GenericAuthorization";

/** Leave to send any message of one type. */
const genericAuthorization: AuthorizationType = {
  typeUrl: GENERIC_TYPE,

  parse(value) {
    const { msg } = decodeStrict(GenericAuthorization, value, GENERIC_TYPE);
    if (msg === "") throw CoreError.invalidRequest("msg type cannot be empty");
    const authorization: Authorization = {
      messageType: msg,
      accept: () => authorization,
      toAny: () => ({ typeUrl: GENERIC_TYPE, value: encodeMessage(GenericAuthorization, { msg }) }),
      toJson: () => ({ msg }),
    };
    return authorization;
  },

  fromJson(object) {
    const msg = object.field("msg").text();
    object.end();
    return encodeMessage(GenericAuthorization, { msg });
  },
};

/** The kinds of authorization that the chain knows. */
export class AuthorizationTypes {
  readonly #types: readonly AuthorizationType[];

  /** @param others beside GenericAuthorization */
  constructor(others: readonly AuthorizationType[]) {
    this.#types = [genericAuthorization, ...others];
  }

  /** @throws CoreError.invalidType if there is none, CoreError.txDecode if it is of a kind that is not known, what it throws */
  parse(any: Any | undefined): Authorization {
    if (any === undefined) throw CoreError.invalidType("authorization is nil");
    const type = this.#find(any.typeUrl);
    if (type === undefined) {
      throw CoreError.txDecode(
        `unable to resolve type URL ${any.typeUrl.slice(0, 200)}, expected ${this.#names()}`,
      );
    }
    return type.parse(any.value);
  }

  /** One of genesis; what it holds is not checked. @throws CoreError.invalidRequest */
  fromJson(json: JsonValue): Any {
    const object = json.object();
    const typeUrl = object.field("@type").text();
    const type = this.#find(typeUrl);
    if (type === undefined) {
      throw CoreError.invalidRequest(
        `${json.path}.@type is ${JSON.stringify(typeUrl.slice(0, 200))}, expected ${this.#names()}`,
      );
    }
    return { typeUrl, value: type.fromJson(object) };
  }

  /** The form of {@link fromJson}. */
  toJson(any: Any | undefined): object {
    return { "@type": any?.typeUrl, ...this.parse(any).toJson() };
  }

  #find(typeUrl: string): AuthorizationType | undefined {
    return this.#types.find((type) => type.typeUrl === typeUrl);
  }

  #names(): string {
    return this.#types.map(({ typeUrl }) => typeUrl).join(" or ");
  }
}
