import { defineErrors } from "../../app/core/errors.ts";

/** @source cosmos-sdk x/authz/errors.go */
export const AuthzError = defineErrors("authz", {
  noAuthorization: { code: 2, message: "authorization not found" },
  invalidExpiration: {
    code: 3,
    message: "expiration time of authorization should be more than current time",
  },
  noGrantKey: { code: 5, message: "grant key not found" },
  expired: { code: 6, message: "authorization expired" },
  granteeIsGranter: { code: 7, message: "grantee and granter should be different" },
  signerCount: {
    code: 9,
    message: "authorization can be given to msg with only one signer",
  },
});
