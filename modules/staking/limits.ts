/** Validators of genesis; CometBFT itself slows down long before. */
export const VALIDATORS_MAX = 10_000;

/** UTF-8 bytes of a validator's name. @source cosmos-sdk x/staking/types MaxMonikerLength */
export const MONIKER_BYTES_MAX = 70;

/** UTF-8 bytes of the reference to a validator's identity. @source cosmos-sdk x/staking/types MaxIdentityLength */
export const IDENTITY_BYTES_MAX = 3_000;

/** UTF-8 bytes of a validator's address on the web. @source cosmos-sdk x/staking/types MaxWebsiteLength */
export const WEBSITE_BYTES_MAX = 140;

/** UTF-8 bytes of whom to write to. @source cosmos-sdk x/staking/types MaxSecurityContactLength */
export const SECURITY_CONTACT_BYTES_MAX = 140;

/** UTF-8 bytes of what else a validator says. @source cosmos-sdk x/staking/types MaxDetailsLength */
export const DETAILS_BYTES_MAX = 280;
