// Made by `npm run generate` from the .proto files. Do not edit.

/** What REST serves, as JSON of OpenAPI 3.0. */
export const OPENAPI: string = String.raw`{
 "openapi": "3.0.3",
 "info": {
  "title": "Lazuli",
  "description": "Queries and transactions over HTTP, made from the protocol definitions.",
  "version": "0.1.0"
 },
 "paths": {
  "/lazuli/chain/v1/params": {
   "get": {
    "tags": [
     "lazuli.chain.v1"
    ],
    "summary": "/lazuli.chain.v1.Query/Params",
    "operationId": "lazuli_chain_v1_Query_Params_GET_lazuli_chain_v1_params",
    "description": "Params answers the chain's parameters.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.chain.v1.QueryParamsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/consensus/v1/params": {
   "get": {
    "tags": [
     "cosmos.consensus.v1"
    ],
    "summary": "/cosmos.consensus.v1.Query/Params",
    "operationId": "cosmos_consensus_v1_Query_Params_GET_cosmos_consensus_v1_params",
    "description": "Params queries the parameters of x/consensus module.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.consensus.v1.QueryParamsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/base/node/v1beta1/config": {
   "get": {
    "tags": [
     "cosmos.base.node.v1beta1"
    ],
    "summary": "/cosmos.base.node.v1beta1.Service/Config",
    "operationId": "cosmos_base_node_v1beta1_Service_Config_GET_cosmos_base_node_v1beta1_config",
    "description": "Config queries for the operator configuration.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.base.node.v1beta1.ConfigResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/auth/v1beta1/accounts": {
   "get": {
    "tags": [
     "cosmos.auth.v1beta1"
    ],
    "summary": "/cosmos.auth.v1beta1.Query/Accounts",
    "operationId": "cosmos_auth_v1beta1_Query_Accounts_GET_cosmos_auth_v1beta1_accounts",
    "description": "Accounts returns all the existing accounts.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.auth.v1beta1.QueryAccountsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/auth/v1beta1/accounts/{address}": {
   "get": {
    "tags": [
     "cosmos.auth.v1beta1"
    ],
    "summary": "/cosmos.auth.v1beta1.Query/Account",
    "operationId": "cosmos_auth_v1beta1_Query_Account_GET_cosmos_auth_v1beta1_accounts_address_",
    "description": "Account returns account details based on address.",
    "parameters": [
     {
      "name": "address",
      "in": "path",
      "required": true,
      "description": "address defines the address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.auth.v1beta1.QueryAccountResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/auth/v1beta1/address_by_id/{id}": {
   "get": {
    "tags": [
     "cosmos.auth.v1beta1"
    ],
    "summary": "/cosmos.auth.v1beta1.Query/AccountAddressByID",
    "operationId": "cosmos_auth_v1beta1_Query_AccountAddressByID_GET_cosmos_auth_v1beta1_address_by_id_id_",
    "description": "AccountAddressByID returns account address based on account number.",
    "parameters": [
     {
      "name": "id",
      "in": "path",
      "required": true,
      "description": "Deprecated, use account_id instead\n\nid is the account number of the address to be queried. This field\nshould have been an uint64 (like all account numbers), and will be\nupdated to uint64 in a future version of the auth query.",
      "schema": {
       "type": "string",
       "format": "int64"
      }
     },
     {
      "name": "account_id",
      "in": "query",
      "description": "account_id is the account number of the address to be queried.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.auth.v1beta1.QueryAccountAddressByIDResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/auth/v1beta1/params": {
   "get": {
    "tags": [
     "cosmos.auth.v1beta1"
    ],
    "summary": "/cosmos.auth.v1beta1.Query/Params",
    "operationId": "cosmos_auth_v1beta1_Query_Params_GET_cosmos_auth_v1beta1_params",
    "description": "Params queries all parameters.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.auth.v1beta1.QueryParamsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/auth/v1beta1/module_accounts": {
   "get": {
    "tags": [
     "cosmos.auth.v1beta1"
    ],
    "summary": "/cosmos.auth.v1beta1.Query/ModuleAccounts",
    "operationId": "cosmos_auth_v1beta1_Query_ModuleAccounts_GET_cosmos_auth_v1beta1_module_accounts",
    "description": "ModuleAccounts returns all the existing module accounts.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.auth.v1beta1.QueryModuleAccountsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/auth/v1beta1/module_accounts/{name}": {
   "get": {
    "tags": [
     "cosmos.auth.v1beta1"
    ],
    "summary": "/cosmos.auth.v1beta1.Query/ModuleAccountByName",
    "operationId": "cosmos_auth_v1beta1_Query_ModuleAccountByName_GET_cosmos_auth_v1beta1_module_accounts_name_",
    "description": "ModuleAccountByName returns the module account info by module name",
    "parameters": [
     {
      "name": "name",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.auth.v1beta1.QueryModuleAccountByNameResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/auth/v1beta1/bech32": {
   "get": {
    "tags": [
     "cosmos.auth.v1beta1"
    ],
    "summary": "/cosmos.auth.v1beta1.Query/Bech32Prefix",
    "operationId": "cosmos_auth_v1beta1_Query_Bech32Prefix_GET_cosmos_auth_v1beta1_bech32",
    "description": "Bech32Prefix queries bech32Prefix",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.auth.v1beta1.Bech32PrefixResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/auth/v1beta1/bech32/{address_bytes}": {
   "get": {
    "tags": [
     "cosmos.auth.v1beta1"
    ],
    "summary": "/cosmos.auth.v1beta1.Query/AddressBytesToString",
    "operationId": "cosmos_auth_v1beta1_Query_AddressBytesToString_GET_cosmos_auth_v1beta1_bech32_address_bytes_",
    "description": "AddressBytesToString converts Account Address bytes to string",
    "parameters": [
     {
      "name": "address_bytes",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.auth.v1beta1.AddressBytesToStringResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/auth/v1beta1/bech32/{address_string}": {
   "get": {
    "tags": [
     "cosmos.auth.v1beta1"
    ],
    "summary": "/cosmos.auth.v1beta1.Query/AddressStringToBytes",
    "operationId": "cosmos_auth_v1beta1_Query_AddressStringToBytes_GET_cosmos_auth_v1beta1_bech32_address_string_",
    "description": "AddressStringToBytes converts Address string to bytes",
    "parameters": [
     {
      "name": "address_string",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.auth.v1beta1.AddressStringToBytesResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/auth/v1beta1/account_info/{address}": {
   "get": {
    "tags": [
     "cosmos.auth.v1beta1"
    ],
    "summary": "/cosmos.auth.v1beta1.Query/AccountInfo",
    "operationId": "cosmos_auth_v1beta1_Query_AccountInfo_GET_cosmos_auth_v1beta1_account_info_address_",
    "description": "AccountInfo queries account info which is common to all account types.",
    "parameters": [
     {
      "name": "address",
      "in": "path",
      "required": true,
      "description": "address is the account address string.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.auth.v1beta1.QueryAccountInfoResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/bank/v1beta1/balances/{address}/by_denom": {
   "get": {
    "tags": [
     "cosmos.bank.v1beta1"
    ],
    "summary": "/cosmos.bank.v1beta1.Query/Balance",
    "operationId": "cosmos_bank_v1beta1_Query_Balance_GET_cosmos_bank_v1beta1_balances_address_by_denom",
    "description": "Balance queries the balance of a single coin for a single account.",
    "parameters": [
     {
      "name": "address",
      "in": "path",
      "required": true,
      "description": "address is the address to query balances for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "denom",
      "in": "query",
      "description": "denom is the coin denom to query balances for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.bank.v1beta1.QueryBalanceResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/bank/v1beta1/balances/{address}": {
   "get": {
    "tags": [
     "cosmos.bank.v1beta1"
    ],
    "summary": "/cosmos.bank.v1beta1.Query/AllBalances",
    "operationId": "cosmos_bank_v1beta1_Query_AllBalances_GET_cosmos_bank_v1beta1_balances_address_",
    "description": "AllBalances queries the balance of all coins for a single account.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "address",
      "in": "path",
      "required": true,
      "description": "address is the address to query balances for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "resolve_denom",
      "in": "query",
      "description": "resolve_denom is the flag to resolve the denom into a human-readable form from the metadata.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.bank.v1beta1.QueryAllBalancesResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/bank/v1beta1/spendable_balances/{address}": {
   "get": {
    "tags": [
     "cosmos.bank.v1beta1"
    ],
    "summary": "/cosmos.bank.v1beta1.Query/SpendableBalances",
    "operationId": "cosmos_bank_v1beta1_Query_SpendableBalances_GET_cosmos_bank_v1beta1_spendable_balances_address_",
    "description": "SpendableBalances queries the spendable balance of all coins for a single\naccount.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "address",
      "in": "path",
      "required": true,
      "description": "address is the address to query spendable balances for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.bank.v1beta1.QuerySpendableBalancesResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/bank/v1beta1/spendable_balances/{address}/by_denom": {
   "get": {
    "tags": [
     "cosmos.bank.v1beta1"
    ],
    "summary": "/cosmos.bank.v1beta1.Query/SpendableBalanceByDenom",
    "operationId": "cosmos_bank_v1beta1_Query_SpendableBalanceByDenom_GET_cosmos_bank_v1beta1_spendable_balances_address_by_denom",
    "description": "SpendableBalanceByDenom queries the spendable balance of a single denom for\na single account.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "address",
      "in": "path",
      "required": true,
      "description": "address is the address to query balances for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "denom",
      "in": "query",
      "description": "denom is the coin denom to query balances for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.bank.v1beta1.QuerySpendableBalanceByDenomResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/bank/v1beta1/supply": {
   "get": {
    "tags": [
     "cosmos.bank.v1beta1"
    ],
    "summary": "/cosmos.bank.v1beta1.Query/TotalSupply",
    "operationId": "cosmos_bank_v1beta1_Query_TotalSupply_GET_cosmos_bank_v1beta1_supply",
    "description": "TotalSupply queries the total supply of all coins.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.bank.v1beta1.QueryTotalSupplyResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/bank/v1beta1/supply/by_denom": {
   "get": {
    "tags": [
     "cosmos.bank.v1beta1"
    ],
    "summary": "/cosmos.bank.v1beta1.Query/SupplyOf",
    "operationId": "cosmos_bank_v1beta1_Query_SupplyOf_GET_cosmos_bank_v1beta1_supply_by_denom",
    "description": "SupplyOf queries the supply of a single coin.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "denom",
      "in": "query",
      "description": "denom is the coin denom to query balances for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.bank.v1beta1.QuerySupplyOfResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/bank/v1beta1/params": {
   "get": {
    "tags": [
     "cosmos.bank.v1beta1"
    ],
    "summary": "/cosmos.bank.v1beta1.Query/Params",
    "operationId": "cosmos_bank_v1beta1_Query_Params_GET_cosmos_bank_v1beta1_params",
    "description": "Params queries the parameters of x/bank module.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.bank.v1beta1.QueryParamsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/bank/v1beta1/denoms_metadata": {
   "get": {
    "tags": [
     "cosmos.bank.v1beta1"
    ],
    "summary": "/cosmos.bank.v1beta1.Query/DenomsMetadata",
    "operationId": "cosmos_bank_v1beta1_Query_DenomsMetadata_GET_cosmos_bank_v1beta1_denoms_metadata",
    "description": "DenomsMetadata queries the client metadata for all registered coin\ndenominations.",
    "parameters": [
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.bank.v1beta1.QueryDenomsMetadataResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/bank/v1beta1/denoms_metadata/{denom}": {
   "get": {
    "tags": [
     "cosmos.bank.v1beta1"
    ],
    "summary": "/cosmos.bank.v1beta1.Query/DenomMetadata",
    "operationId": "cosmos_bank_v1beta1_Query_DenomMetadata_GET_cosmos_bank_v1beta1_denoms_metadata_denom_",
    "description": "DenomMetadata queries the client metadata of a given coin denomination.",
    "parameters": [
     {
      "name": "denom",
      "in": "path",
      "required": true,
      "description": "denom is the coin denom to query the metadata for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.bank.v1beta1.QueryDenomMetadataResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/bank/v1beta1/denoms_metadata_by_query_string": {
   "get": {
    "tags": [
     "cosmos.bank.v1beta1"
    ],
    "summary": "/cosmos.bank.v1beta1.Query/DenomMetadataByQueryString",
    "operationId": "cosmos_bank_v1beta1_Query_DenomMetadataByQueryString_GET_cosmos_bank_v1beta1_denoms_metadata_by_query_string",
    "description": "DenomMetadataByQueryString queries the client metadata of a given coin denomination.",
    "parameters": [
     {
      "name": "denom",
      "in": "query",
      "description": "denom is the coin denom to query the metadata for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.bank.v1beta1.QueryDenomMetadataByQueryStringResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/bank/v1beta1/denom_owners/{denom}": {
   "get": {
    "tags": [
     "cosmos.bank.v1beta1"
    ],
    "summary": "/cosmos.bank.v1beta1.Query/DenomOwners",
    "operationId": "cosmos_bank_v1beta1_Query_DenomOwners_GET_cosmos_bank_v1beta1_denom_owners_denom_",
    "description": "DenomOwners queries for all account addresses that own a particular token\ndenomination.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "denom",
      "in": "path",
      "required": true,
      "description": "denom defines the coin denomination to query all account holders for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.bank.v1beta1.QueryDenomOwnersResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/bank/v1beta1/denom_owners_by_query": {
   "get": {
    "tags": [
     "cosmos.bank.v1beta1"
    ],
    "summary": "/cosmos.bank.v1beta1.Query/DenomOwnersByQuery",
    "operationId": "cosmos_bank_v1beta1_Query_DenomOwnersByQuery_GET_cosmos_bank_v1beta1_denom_owners_by_query",
    "description": "DenomOwnersByQuery queries for all account addresses that own a particular token\ndenomination.",
    "parameters": [
     {
      "name": "denom",
      "in": "query",
      "description": "denom defines the coin denomination to query all account holders for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.bank.v1beta1.QueryDenomOwnersByQueryResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/bank/v1beta1/send_enabled": {
   "get": {
    "tags": [
     "cosmos.bank.v1beta1"
    ],
    "summary": "/cosmos.bank.v1beta1.Query/SendEnabled",
    "operationId": "cosmos_bank_v1beta1_Query_SendEnabled_GET_cosmos_bank_v1beta1_send_enabled",
    "description": "SendEnabled queries for SendEnabled entries.\n\nThis query only returns denominations that have specific SendEnabled settings.\nAny denomination that does not have a specific setting will use the default\nparams.default_send_enabled, and will not be returned by this query.",
    "parameters": [
     {
      "name": "denoms",
      "in": "query",
      "description": "denoms is the specific denoms you want look up. Leave empty to get all entries.",
      "schema": {
       "type": "array",
       "items": {
        "type": "string"
       }
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.bank.v1beta1.QuerySendEnabledResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/feegrant/v1beta1/allowance/{granter}/{grantee}": {
   "get": {
    "tags": [
     "cosmos.feegrant.v1beta1"
    ],
    "summary": "/cosmos.feegrant.v1beta1.Query/Allowance",
    "operationId": "cosmos_feegrant_v1beta1_Query_Allowance_GET_cosmos_feegrant_v1beta1_allowance_granter_grantee_",
    "description": "Allowance returns granted allwance to the grantee by the granter.",
    "parameters": [
     {
      "name": "granter",
      "in": "path",
      "required": true,
      "description": "granter is the address of the user granting an allowance of their funds.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "grantee",
      "in": "path",
      "required": true,
      "description": "grantee is the address of the user being granted an allowance of another user's funds.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.feegrant.v1beta1.QueryAllowanceResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/feegrant/v1beta1/allowances/{grantee}": {
   "get": {
    "tags": [
     "cosmos.feegrant.v1beta1"
    ],
    "summary": "/cosmos.feegrant.v1beta1.Query/Allowances",
    "operationId": "cosmos_feegrant_v1beta1_Query_Allowances_GET_cosmos_feegrant_v1beta1_allowances_grantee_",
    "description": "Allowances returns all the grants for the given grantee address.",
    "parameters": [
     {
      "name": "grantee",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.feegrant.v1beta1.QueryAllowancesResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/feegrant/v1beta1/issued/{granter}": {
   "get": {
    "tags": [
     "cosmos.feegrant.v1beta1"
    ],
    "summary": "/cosmos.feegrant.v1beta1.Query/AllowancesByGranter",
    "operationId": "cosmos_feegrant_v1beta1_Query_AllowancesByGranter_GET_cosmos_feegrant_v1beta1_issued_granter_",
    "description": "AllowancesByGranter returns all the grants given by an address",
    "parameters": [
     {
      "name": "granter",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.feegrant.v1beta1.QueryAllowancesByGranterResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/authz/v1beta1/grants": {
   "get": {
    "tags": [
     "cosmos.authz.v1beta1"
    ],
    "summary": "/cosmos.authz.v1beta1.Query/Grants",
    "operationId": "cosmos_authz_v1beta1_Query_Grants_GET_cosmos_authz_v1beta1_grants",
    "description": "Returns list of \u0060Authorization\u0060, granted to the grantee by the granter.",
    "parameters": [
     {
      "name": "granter",
      "in": "query",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "grantee",
      "in": "query",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "msg_type_url",
      "in": "query",
      "description": "Optional, msg_type_url, when set, will query only grants matching given msg type.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.authz.v1beta1.QueryGrantsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/authz/v1beta1/grants/granter/{granter}": {
   "get": {
    "tags": [
     "cosmos.authz.v1beta1"
    ],
    "summary": "/cosmos.authz.v1beta1.Query/GranterGrants",
    "operationId": "cosmos_authz_v1beta1_Query_GranterGrants_GET_cosmos_authz_v1beta1_grants_granter_granter_",
    "description": "GranterGrants returns list of \u0060GrantAuthorization\u0060, granted by granter.",
    "parameters": [
     {
      "name": "granter",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.authz.v1beta1.QueryGranterGrantsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/authz/v1beta1/grants/grantee/{grantee}": {
   "get": {
    "tags": [
     "cosmos.authz.v1beta1"
    ],
    "summary": "/cosmos.authz.v1beta1.Query/GranteeGrants",
    "operationId": "cosmos_authz_v1beta1_Query_GranteeGrants_GET_cosmos_authz_v1beta1_grants_grantee_grantee_",
    "description": "GranteeGrants returns a list of \u0060GrantAuthorization\u0060 by grantee.",
    "parameters": [
     {
      "name": "grantee",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.authz.v1beta1.QueryGranteeGrantsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/lazuli/kv/v1/params": {
   "get": {
    "tags": [
     "lazuli.kv.v1"
    ],
    "summary": "/lazuli.kv.v1.Query/Params",
    "operationId": "lazuli_kv_v1_Query_Params_GET_lazuli_kv_v1_params",
    "description": "Params answers the module's parameters.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.kv.v1.QueryParamsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/lazuli/kv/v1/namespaces/{namespace}/entries/{key}": {
   "get": {
    "tags": [
     "lazuli.kv.v1"
    ],
    "summary": "/lazuli.kv.v1.Query/Get",
    "operationId": "lazuli_kv_v1_Query_Get_GET_lazuli_kv_v1_namespaces_namespace_entries_key_",
    "description": "Get answers the entry of a key; NotFound if it is absent.",
    "parameters": [
     {
      "name": "namespace",
      "in": "path",
      "required": true,
      "description": "\u0060<owner address>/<name>\u0060.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "key",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.kv.v1.QueryGetResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/lazuli/kv/v1/namespaces/{namespace}/has/{key}": {
   "get": {
    "tags": [
     "lazuli.kv.v1"
    ],
    "summary": "/lazuli.kv.v1.Query/Has",
    "operationId": "lazuli_kv_v1_Query_Has_GET_lazuli_kv_v1_namespaces_namespace_has_key_",
    "description": "Has answers whether a key is present.",
    "parameters": [
     {
      "name": "namespace",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "key",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.kv.v1.QueryHasResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/lazuli/kv/v1/namespaces/{namespace}/keys": {
   "get": {
    "tags": [
     "lazuli.kv.v1"
    ],
    "summary": "/lazuli.kv.v1.Query/Keys",
    "operationId": "lazuli_kv_v1_Query_Keys_GET_lazuli_kv_v1_namespaces_namespace_keys",
    "description": "Keys lists keys in byte order.",
    "parameters": [
     {
      "name": "namespace",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "range.prefix",
      "in": "query",
      "description": "Keys that start with these bytes; all if empty.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "range.start",
      "in": "query",
      "description": "First key, included; no bound if empty.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "range.end",
      "in": "query",
      "description": "End, excluded; no bound if empty.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.kv.v1.QueryKeysResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/lazuli/kv/v1/namespaces/{namespace}/entries": {
   "get": {
    "tags": [
     "lazuli.kv.v1"
    ],
    "summary": "/lazuli.kv.v1.Query/Entries",
    "operationId": "lazuli_kv_v1_Query_Entries_GET_lazuli_kv_v1_namespaces_namespace_entries",
    "description": "Entries lists keys with their entries, in byte order of the keys.",
    "parameters": [
     {
      "name": "namespace",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "range.prefix",
      "in": "query",
      "description": "Keys that start with these bytes; all if empty.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "range.start",
      "in": "query",
      "description": "First key, included; no bound if empty.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "range.end",
      "in": "query",
      "description": "End, excluded; no bound if empty.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.kv.v1.QueryEntriesResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/lazuli/kv/v1/namespaces/{namespace}/count": {
   "get": {
    "tags": [
     "lazuli.kv.v1"
    ],
    "summary": "/lazuli.kv.v1.Query/Count",
    "operationId": "lazuli_kv_v1_Query_Count_GET_lazuli_kv_v1_namespaces_namespace_count",
    "description": "Count answers how many entries a namespace holds; it is kept, not computed.",
    "parameters": [
     {
      "name": "namespace",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.kv.v1.QueryCountResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/lazuli/kv/v1/namespaces/{namespace}": {
   "get": {
    "tags": [
     "lazuli.kv.v1"
    ],
    "summary": "/lazuli.kv.v1.Query/Namespace",
    "operationId": "lazuli_kv_v1_Query_Namespace_GET_lazuli_kv_v1_namespaces_namespace_",
    "description": "Namespace answers the record of a namespace; NotFound before its first write.",
    "parameters": [
     {
      "name": "namespace",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.kv.v1.QueryNamespaceResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/lazuli/kv/v1/owners/{owner}/namespaces": {
   "get": {
    "tags": [
     "lazuli.kv.v1"
    ],
    "summary": "/lazuli.kv.v1.Query/Namespaces",
    "operationId": "lazuli_kv_v1_Query_Namespaces_GET_lazuli_kv_v1_owners_owner_namespaces",
    "description": "Namespaces lists the namespaces that an address owns.",
    "parameters": [
     {
      "name": "owner",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.kv.v1.QueryNamespacesResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/lazuli/kv/v1/owners/{owner}/keys": {
   "get": {
    "tags": [
     "lazuli.kv.v1"
    ],
    "summary": "/lazuli.kv.v1.Query/MyKeys",
    "operationId": "lazuli_kv_v1_Query_MyKeys_GET_lazuli_kv_v1_owners_owner_keys",
    "description": "MyKeys lists the keys of all namespaces that an address owns.",
    "parameters": [
     {
      "name": "owner",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.kv.v1.QueryMyKeysResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/lazuli/kv/v1/namespaces/{namespace}/lease/{key}": {
   "get": {
    "tags": [
     "lazuli.kv.v1"
    ],
    "summary": "/lazuli.kv.v1.Query/Lease",
    "operationId": "lazuli_kv_v1_Query_Lease_GET_lazuli_kv_v1_namespaces_namespace_lease_key_",
    "description": "Lease answers the lease of a key; NotFound if it is absent.",
    "parameters": [
     {
      "name": "namespace",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "key",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.kv.v1.QueryLeaseResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/lazuli/kv/v1/namespaces/{namespace}/shortest_leases": {
   "get": {
    "tags": [
     "lazuli.kv.v1"
    ],
    "summary": "/lazuli.kv.v1.Query/ShortestLeases",
    "operationId": "lazuli_kv_v1_Query_ShortestLeases_GET_lazuli_kv_v1_namespaces_namespace_shortest_leases",
    "description": "ShortestLeases lists the leases of a namespace that end first.",
    "parameters": [
     {
      "name": "namespace",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "limit",
      "in": "query",
      "description": "How many, 1 to 1,000.",
      "schema": {
       "type": "integer",
       "format": "int64"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.kv.v1.QueryShortestLeasesResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/lazuli/kv/v1/namespaces/{namespace}/grants": {
   "get": {
    "tags": [
     "lazuli.kv.v1"
    ],
    "summary": "/lazuli.kv.v1.Query/Grants",
    "operationId": "lazuli_kv_v1_Query_Grants_GET_lazuli_kv_v1_namespaces_namespace_grants",
    "description": "Grants lists the grants of a namespace that count at the block time.",
    "parameters": [
     {
      "name": "namespace",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "grantee",
      "in": "query",
      "description": "Those of one grantee; all if empty.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.kv.v1.QueryGrantsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/lazuli/kv/v1/namespaces/{namespace}/rent": {
   "get": {
    "tags": [
     "lazuli.kv.v1"
    ],
    "summary": "/lazuli.kv.v1.Query/Rent",
    "operationId": "lazuli_kv_v1_Query_Rent_GET_lazuli_kv_v1_namespaces_namespace_rent",
    "description": "Rent answers what writing a value would cost in rent at the block time.",
    "parameters": [
     {
      "name": "namespace",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "key",
      "in": "query",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "value_bytes",
      "in": "query",
      "description": "Bytes of the value to be written.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "lease.days",
      "in": "query",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "lease.hours",
      "in": "query",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "lease.minutes",
      "in": "query",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "lease.seconds",
      "in": "query",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/lazuli.kv.v1.QueryRentResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/validators": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/Validators",
    "operationId": "cosmos_staking_v1beta1_Query_Validators_GET_cosmos_staking_v1beta1_validators",
    "description": "Validators queries all validators that match the given status.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "status",
      "in": "query",
      "description": "status enables to query for validators matching a given status.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryValidatorsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/validators/{validator_addr}": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/Validator",
    "operationId": "cosmos_staking_v1beta1_Query_Validator_GET_cosmos_staking_v1beta1_validators_validator_addr_",
    "description": "Validator queries validator info for given validator address.",
    "parameters": [
     {
      "name": "validator_addr",
      "in": "path",
      "required": true,
      "description": "validator_addr defines the validator address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryValidatorResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/validators/{validator_addr}/delegations": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/ValidatorDelegations",
    "operationId": "cosmos_staking_v1beta1_Query_ValidatorDelegations_GET_cosmos_staking_v1beta1_validators_validator_addr_delegations",
    "description": "ValidatorDelegations queries delegate info for given validator.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "validator_addr",
      "in": "path",
      "required": true,
      "description": "validator_addr defines the validator address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryValidatorDelegationsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/validators/{validator_addr}/unbonding_delegations": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/ValidatorUnbondingDelegations",
    "operationId": "cosmos_staking_v1beta1_Query_ValidatorUnbondingDelegations_GET_cosmos_staking_v1beta1_validators_validator_addr_unbonding_delegations",
    "description": "ValidatorUnbondingDelegations queries unbonding delegations of a validator.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "validator_addr",
      "in": "path",
      "required": true,
      "description": "validator_addr defines the validator address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryValidatorUnbondingDelegationsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/validators/{validator_addr}/delegations/{delegator_addr}": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/Delegation",
    "operationId": "cosmos_staking_v1beta1_Query_Delegation_GET_cosmos_staking_v1beta1_validators_validator_addr_delegations_delegator_addr_",
    "description": "Delegation queries delegate info for given validator delegator pair.",
    "parameters": [
     {
      "name": "validator_addr",
      "in": "path",
      "required": true,
      "description": "validator_addr defines the validator address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "delegator_addr",
      "in": "path",
      "required": true,
      "description": "delegator_addr defines the delegator address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryDelegationResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/validators/{validator_addr}/delegations/{delegator_addr}/unbonding_delegation": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/UnbondingDelegation",
    "operationId": "cosmos_staking_v1beta1_Query_UnbondingDelegation_GET_cosmos_staking_v1beta1_validators_validator_addr_delegations_delegator_addr_unbonding_delegation",
    "description": "UnbondingDelegation queries unbonding info for given validator delegator\npair.",
    "parameters": [
     {
      "name": "validator_addr",
      "in": "path",
      "required": true,
      "description": "validator_addr defines the validator address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "delegator_addr",
      "in": "path",
      "required": true,
      "description": "delegator_addr defines the delegator address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryUnbondingDelegationResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/delegations/{delegator_addr}": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/DelegatorDelegations",
    "operationId": "cosmos_staking_v1beta1_Query_DelegatorDelegations_GET_cosmos_staking_v1beta1_delegations_delegator_addr_",
    "description": "DelegatorDelegations queries all delegations of a given delegator address.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "delegator_addr",
      "in": "path",
      "required": true,
      "description": "delegator_addr defines the delegator address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryDelegatorDelegationsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/delegators/{delegator_addr}/unbonding_delegations": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/DelegatorUnbondingDelegations",
    "operationId": "cosmos_staking_v1beta1_Query_DelegatorUnbondingDelegations_GET_cosmos_staking_v1beta1_delegators_delegator_addr_unbonding_delegations",
    "description": "DelegatorUnbondingDelegations queries all unbonding delegations of a given\ndelegator address.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "delegator_addr",
      "in": "path",
      "required": true,
      "description": "delegator_addr defines the delegator address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryDelegatorUnbondingDelegationsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/delegators/{delegator_addr}/redelegations": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/Redelegations",
    "operationId": "cosmos_staking_v1beta1_Query_Redelegations_GET_cosmos_staking_v1beta1_delegators_delegator_addr_redelegations",
    "description": "Redelegations queries redelegations of given address.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "delegator_addr",
      "in": "path",
      "required": true,
      "description": "delegator_addr defines the delegator address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "src_validator_addr",
      "in": "query",
      "description": "src_validator_addr defines the validator address to redelegate from.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "dst_validator_addr",
      "in": "query",
      "description": "dst_validator_addr defines the validator address to redelegate to.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryRedelegationsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/delegators/{delegator_addr}/validators": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/DelegatorValidators",
    "operationId": "cosmos_staking_v1beta1_Query_DelegatorValidators_GET_cosmos_staking_v1beta1_delegators_delegator_addr_validators",
    "description": "DelegatorValidators queries all validators info for given delegator\naddress.\n\nWhen called from another module, this query might consume a high amount of\ngas if the pagination field is incorrectly set.",
    "parameters": [
     {
      "name": "delegator_addr",
      "in": "path",
      "required": true,
      "description": "delegator_addr defines the delegator address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryDelegatorValidatorsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/delegators/{delegator_addr}/validators/{validator_addr}": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/DelegatorValidator",
    "operationId": "cosmos_staking_v1beta1_Query_DelegatorValidator_GET_cosmos_staking_v1beta1_delegators_delegator_addr_validators_validator_addr_",
    "description": "DelegatorValidator queries validator info for given delegator validator\npair.",
    "parameters": [
     {
      "name": "delegator_addr",
      "in": "path",
      "required": true,
      "description": "delegator_addr defines the delegator address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "validator_addr",
      "in": "path",
      "required": true,
      "description": "validator_addr defines the validator address to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryDelegatorValidatorResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/historical_info/{height}": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/HistoricalInfo",
    "operationId": "cosmos_staking_v1beta1_Query_HistoricalInfo_GET_cosmos_staking_v1beta1_historical_info_height_",
    "description": "HistoricalInfo queries the historical info for given height.",
    "parameters": [
     {
      "name": "height",
      "in": "path",
      "required": true,
      "description": "height defines at which height to query the historical info.",
      "schema": {
       "type": "string",
       "format": "int64"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryHistoricalInfoResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/pool": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/Pool",
    "operationId": "cosmos_staking_v1beta1_Query_Pool_GET_cosmos_staking_v1beta1_pool",
    "description": "Pool queries the pool info.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryPoolResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/staking/v1beta1/params": {
   "get": {
    "tags": [
     "cosmos.staking.v1beta1"
    ],
    "summary": "/cosmos.staking.v1beta1.Query/Params",
    "operationId": "cosmos_staking_v1beta1_Query_Params_GET_cosmos_staking_v1beta1_params",
    "description": "Parameters queries the staking parameters.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.staking.v1beta1.QueryParamsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/upgrade/v1beta1/current_plan": {
   "get": {
    "tags": [
     "cosmos.upgrade.v1beta1"
    ],
    "summary": "/cosmos.upgrade.v1beta1.Query/CurrentPlan",
    "operationId": "cosmos_upgrade_v1beta1_Query_CurrentPlan_GET_cosmos_upgrade_v1beta1_current_plan",
    "description": "CurrentPlan queries the current upgrade plan.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.upgrade.v1beta1.QueryCurrentPlanResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/upgrade/v1beta1/applied_plan/{name}": {
   "get": {
    "tags": [
     "cosmos.upgrade.v1beta1"
    ],
    "summary": "/cosmos.upgrade.v1beta1.Query/AppliedPlan",
    "operationId": "cosmos_upgrade_v1beta1_Query_AppliedPlan_GET_cosmos_upgrade_v1beta1_applied_plan_name_",
    "description": "AppliedPlan queries a previously applied upgrade plan by its name.",
    "parameters": [
     {
      "name": "name",
      "in": "path",
      "required": true,
      "description": "name is the name of the applied plan to query for.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.upgrade.v1beta1.QueryAppliedPlanResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/upgrade/v1beta1/upgraded_consensus_state/{last_height}": {
   "get": {
    "tags": [
     "cosmos.upgrade.v1beta1"
    ],
    "summary": "/cosmos.upgrade.v1beta1.Query/UpgradedConsensusState",
    "operationId": "cosmos_upgrade_v1beta1_Query_UpgradedConsensusState_GET_cosmos_upgrade_v1beta1_upgraded_consensus_state_last_height_",
    "description": "UpgradedConsensusState queries the consensus state that will serve\nas a trusted kernel for the next version of this chain. It will only be\nstored at the last height of this chain.\nUpgradedConsensusState RPC not supported with legacy querier\nThis rpc is deprecated now that IBC has its own replacement\n(https://github.com/cosmos/ibc-go/blob/2c880a22e9f9cc75f62b527ca94aa75ce1106001/proto/ibc/core/client/v1/query.proto#L54)",
    "parameters": [
     {
      "name": "last_height",
      "in": "path",
      "required": true,
      "description": "last height of the current chain must be sent in request\nas this is the height under which next consensus state is stored",
      "schema": {
       "type": "string",
       "format": "int64"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.upgrade.v1beta1.QueryUpgradedConsensusStateResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/upgrade/v1beta1/module_versions": {
   "get": {
    "tags": [
     "cosmos.upgrade.v1beta1"
    ],
    "summary": "/cosmos.upgrade.v1beta1.Query/ModuleVersions",
    "operationId": "cosmos_upgrade_v1beta1_Query_ModuleVersions_GET_cosmos_upgrade_v1beta1_module_versions",
    "description": "ModuleVersions queries the list of module versions from state.",
    "parameters": [
     {
      "name": "module_name",
      "in": "query",
      "description": "module_name is a field to query a specific module\nconsensus version from state. Leaving this empty will\nfetch the full list of module versions from state",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.upgrade.v1beta1.QueryModuleVersionsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/upgrade/v1beta1/authority": {
   "get": {
    "tags": [
     "cosmos.upgrade.v1beta1"
    ],
    "summary": "/cosmos.upgrade.v1beta1.Query/Authority",
    "operationId": "cosmos_upgrade_v1beta1_Query_Authority_GET_cosmos_upgrade_v1beta1_authority",
    "description": "Returns the account with authority to conduct upgrades",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.upgrade.v1beta1.QueryAuthorityResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/tx/v1beta1/simulate": {
   "post": {
    "tags": [
     "cosmos.tx.v1beta1"
    ],
    "summary": "/cosmos.tx.v1beta1.Service/Simulate",
    "operationId": "cosmos_tx_v1beta1_Service_Simulate_POST_cosmos_tx_v1beta1_simulate",
    "description": "Simulate simulates executing a transaction for estimating gas usage.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.SimulateRequest"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.tx.v1beta1.SimulateResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/tx/v1beta1/txs/{hash}": {
   "get": {
    "tags": [
     "cosmos.tx.v1beta1"
    ],
    "summary": "/cosmos.tx.v1beta1.Service/GetTx",
    "operationId": "cosmos_tx_v1beta1_Service_GetTx_GET_cosmos_tx_v1beta1_txs_hash_",
    "description": "GetTx fetches a tx by hash.",
    "parameters": [
     {
      "name": "hash",
      "in": "path",
      "required": true,
      "description": "hash is the tx hash to query, encoded as a hex string.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.tx.v1beta1.GetTxResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/tx/v1beta1/txs": {
   "post": {
    "tags": [
     "cosmos.tx.v1beta1"
    ],
    "summary": "/cosmos.tx.v1beta1.Service/BroadcastTx",
    "operationId": "cosmos_tx_v1beta1_Service_BroadcastTx_POST_cosmos_tx_v1beta1_txs",
    "description": "BroadcastTx broadcast transaction.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.BroadcastTxRequest"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.tx.v1beta1.BroadcastTxResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   },
   "get": {
    "tags": [
     "cosmos.tx.v1beta1"
    ],
    "summary": "/cosmos.tx.v1beta1.Service/GetTxsEvent",
    "operationId": "cosmos_tx_v1beta1_Service_GetTxsEvent_GET_cosmos_tx_v1beta1_txs",
    "description": "GetTxsEvent fetches txs by event.",
    "parameters": [
     {
      "name": "events",
      "in": "query",
      "deprecated": true,
      "description": "events is the list of transaction event type.\nDeprecated post v0.47.x: use query instead, which should contain a valid\nevents query.",
      "schema": {
       "type": "array",
       "items": {
        "type": "string"
       }
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "order_by",
      "in": "query",
      "schema": {
       "type": "string",
       "enum": [
        "ORDER_BY_UNSPECIFIED",
        "ORDER_BY_ASC",
        "ORDER_BY_DESC"
       ]
      }
     },
     {
      "name": "page",
      "in": "query",
      "description": "page is the page number to query, starts at 1. If not provided, will\ndefault to first page.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "query",
      "in": "query",
      "description": "query defines the transaction event query that is proxied to Tendermint's\nTxSearch RPC method. The query must be valid.",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.tx.v1beta1.GetTxsEventResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/tx/v1beta1/txs/block/{height}": {
   "get": {
    "tags": [
     "cosmos.tx.v1beta1"
    ],
    "summary": "/cosmos.tx.v1beta1.Service/GetBlockWithTxs",
    "operationId": "cosmos_tx_v1beta1_Service_GetBlockWithTxs_GET_cosmos_tx_v1beta1_txs_block_height_",
    "description": "GetBlockWithTxs fetches a block with decoded txs.",
    "parameters": [
     {
      "name": "height",
      "in": "path",
      "required": true,
      "description": "height is the height of the block to query.",
      "schema": {
       "type": "string",
       "format": "int64"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.tx.v1beta1.GetBlockWithTxsResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/tx/v1beta1/decode": {
   "post": {
    "tags": [
     "cosmos.tx.v1beta1"
    ],
    "summary": "/cosmos.tx.v1beta1.Service/TxDecode",
    "operationId": "cosmos_tx_v1beta1_Service_TxDecode_POST_cosmos_tx_v1beta1_decode",
    "description": "TxDecode decodes the transaction.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.TxDecodeRequest"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.tx.v1beta1.TxDecodeResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/tx/v1beta1/encode": {
   "post": {
    "tags": [
     "cosmos.tx.v1beta1"
    ],
    "summary": "/cosmos.tx.v1beta1.Service/TxEncode",
    "operationId": "cosmos_tx_v1beta1_Service_TxEncode_POST_cosmos_tx_v1beta1_encode",
    "description": "TxEncode encodes the transaction.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "requestBody": {
     "required": true,
     "content": {
      "application/json": {
       "schema": {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.TxEncodeRequest"
       }
      }
     }
    },
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.tx.v1beta1.TxEncodeResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/base/node/v1beta1/status": {
   "get": {
    "tags": [
     "cosmos.base.node.v1beta1"
    ],
    "summary": "/cosmos.base.node.v1beta1.Service/Status",
    "operationId": "cosmos_base_node_v1beta1_Service_Status_GET_cosmos_base_node_v1beta1_status",
    "description": "Status queries for the node status.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.base.node.v1beta1.StatusResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/base/tendermint/v1beta1/node_info": {
   "get": {
    "tags": [
     "cosmos.base.tendermint.v1beta1"
    ],
    "summary": "/cosmos.base.tendermint.v1beta1.Service/GetNodeInfo",
    "operationId": "cosmos_base_tendermint_v1beta1_Service_GetNodeInfo_GET_cosmos_base_tendermint_v1beta1_node_info",
    "description": "GetNodeInfo queries the current node info.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.GetNodeInfoResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/base/tendermint/v1beta1/syncing": {
   "get": {
    "tags": [
     "cosmos.base.tendermint.v1beta1"
    ],
    "summary": "/cosmos.base.tendermint.v1beta1.Service/GetSyncing",
    "operationId": "cosmos_base_tendermint_v1beta1_Service_GetSyncing_GET_cosmos_base_tendermint_v1beta1_syncing",
    "description": "GetSyncing queries node syncing.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.GetSyncingResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/base/tendermint/v1beta1/blocks/latest": {
   "get": {
    "tags": [
     "cosmos.base.tendermint.v1beta1"
    ],
    "summary": "/cosmos.base.tendermint.v1beta1.Service/GetLatestBlock",
    "operationId": "cosmos_base_tendermint_v1beta1_Service_GetLatestBlock_GET_cosmos_base_tendermint_v1beta1_blocks_latest",
    "description": "GetLatestBlock returns the latest block.",
    "parameters": [
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.GetLatestBlockResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/base/tendermint/v1beta1/blocks/{height}": {
   "get": {
    "tags": [
     "cosmos.base.tendermint.v1beta1"
    ],
    "summary": "/cosmos.base.tendermint.v1beta1.Service/GetBlockByHeight",
    "operationId": "cosmos_base_tendermint_v1beta1_Service_GetBlockByHeight_GET_cosmos_base_tendermint_v1beta1_blocks_height_",
    "description": "GetBlockByHeight queries block for given height.",
    "parameters": [
     {
      "name": "height",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string",
       "format": "int64"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.GetBlockByHeightResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/base/tendermint/v1beta1/validatorsets/latest": {
   "get": {
    "tags": [
     "cosmos.base.tendermint.v1beta1"
    ],
    "summary": "/cosmos.base.tendermint.v1beta1.Service/GetLatestValidatorSet",
    "operationId": "cosmos_base_tendermint_v1beta1_Service_GetLatestValidatorSet_GET_cosmos_base_tendermint_v1beta1_validatorsets_latest",
    "description": "GetLatestValidatorSet queries latest validator-set.",
    "parameters": [
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.GetLatestValidatorSetResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/base/tendermint/v1beta1/validatorsets/{height}": {
   "get": {
    "tags": [
     "cosmos.base.tendermint.v1beta1"
    ],
    "summary": "/cosmos.base.tendermint.v1beta1.Service/GetValidatorSetByHeight",
    "operationId": "cosmos_base_tendermint_v1beta1_Service_GetValidatorSetByHeight_GET_cosmos_base_tendermint_v1beta1_validatorsets_height_",
    "description": "GetValidatorSetByHeight queries validator-set at a given height.",
    "parameters": [
     {
      "name": "height",
      "in": "path",
      "required": true,
      "schema": {
       "type": "string",
       "format": "int64"
      }
     },
     {
      "name": "pagination.key",
      "in": "query",
      "description": "key is a value returned in PageResponse.next_key to begin\nquerying the next page most efficiently. Only one of offset or key\nshould be set.",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "pagination.offset",
      "in": "query",
      "description": "offset is a numeric offset that can be used when key is unavailable.\nIt is less efficient than using key. Only one of offset or key should\nbe set.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.limit",
      "in": "query",
      "description": "limit is the total number of results to be returned in the result page.\nIf left empty it will default to a value to be set by each app.",
      "schema": {
       "type": "string",
       "format": "uint64"
      }
     },
     {
      "name": "pagination.count_total",
      "in": "query",
      "description": "count_total is set to true  to indicate that the result set should include\na count of the total number of items available for pagination in UIs.\ncount_total is only respected when offset is used. It is ignored when key\nis set.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "pagination.reverse",
      "in": "query",
      "description": "reverse is set to true if results are to be returned in the descending order.",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.GetValidatorSetByHeightResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  },
  "/cosmos/base/tendermint/v1beta1/abci_query": {
   "get": {
    "tags": [
     "cosmos.base.tendermint.v1beta1"
    ],
    "summary": "/cosmos.base.tendermint.v1beta1.Service/ABCIQuery",
    "operationId": "cosmos_base_tendermint_v1beta1_Service_ABCIQuery_GET_cosmos_base_tendermint_v1beta1_abci_query",
    "description": "ABCIQuery defines a query handler that supports ABCI queries directly to the\napplication, bypassing Tendermint completely. The ABCI query must contain\na valid and supported path, including app, custom, p2p, and store.",
    "parameters": [
     {
      "name": "data",
      "in": "query",
      "schema": {
       "type": "string",
       "format": "byte"
      }
     },
     {
      "name": "path",
      "in": "query",
      "schema": {
       "type": "string"
      }
     },
     {
      "name": "height",
      "in": "query",
      "schema": {
       "type": "string",
       "format": "int64"
      }
     },
     {
      "name": "prove",
      "in": "query",
      "schema": {
       "type": "boolean"
      }
     },
     {
      "name": "x-cosmos-block-height",
      "in": "header",
      "description": "The height to read; the newest unless given.",
      "schema": {
       "type": "string"
      }
     }
    ],
    "responses": {
     "200": {
      "description": "The answer.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.ABCIQueryResponse"
        }
       }
      }
     },
     "default": {
      "description": "An error.",
      "content": {
       "application/json": {
        "schema": {
         "$ref": "#/components/schemas/Status"
        }
       }
      }
     }
    }
   }
  }
 },
 "components": {
  "schemas": {
   "Status": {
    "type": "object",
    "description": "What went wrong.",
    "properties": {
     "code": {
      "type": "integer",
      "description": "The status of gRPC."
     },
     "message": {
      "type": "string"
     },
     "details": {
      "type": "array",
      "items": {
       "type": "object"
      }
     }
    }
   },
   "cosmos.auth.v1beta1.AddressBytesToStringResponse": {
    "type": "object",
    "description": "AddressBytesToStringResponse is the response type for AddressString rpc method.",
    "properties": {
     "address_string": {
      "type": "string"
     }
    }
   },
   "cosmos.auth.v1beta1.AddressStringToBytesResponse": {
    "type": "object",
    "description": "AddressStringToBytesResponse is the response type for AddressBytes rpc method.",
    "properties": {
     "address_bytes": {
      "type": "string",
      "format": "byte"
     }
    }
   },
   "cosmos.auth.v1beta1.BaseAccount": {
    "type": "object",
    "description": "BaseAccount defines a base account type. It contains all the necessary fields\nfor basic account functionality. Any custom account type should extend this\ntype for additional functionality (e.g. vesting).",
    "properties": {
     "address": {
      "type": "string"
     },
     "pub_key": {
      "type": "object",
      "description": "A message of any type, which stands in @type.",
      "properties": {
       "@type": {
        "type": "string"
       }
      },
      "additionalProperties": {}
     },
     "account_number": {
      "type": "string",
      "format": "uint64"
     },
     "sequence": {
      "type": "string",
      "format": "uint64"
     }
    }
   },
   "cosmos.auth.v1beta1.Bech32PrefixResponse": {
    "type": "object",
    "description": "Bech32PrefixResponse is the response type for Bech32Prefix rpc method.",
    "properties": {
     "bech32_prefix": {
      "type": "string"
     }
    }
   },
   "cosmos.auth.v1beta1.Params": {
    "type": "object",
    "description": "Params defines the parameters for the auth module.",
    "properties": {
     "max_memo_characters": {
      "type": "string",
      "format": "uint64"
     },
     "tx_sig_limit": {
      "type": "string",
      "format": "uint64"
     },
     "tx_size_cost_per_byte": {
      "type": "string",
      "format": "uint64"
     },
     "sig_verify_cost_ed25519": {
      "type": "string",
      "format": "uint64"
     },
     "sig_verify_cost_secp256k1": {
      "type": "string",
      "format": "uint64"
     }
    }
   },
   "cosmos.auth.v1beta1.QueryAccountAddressByIDResponse": {
    "type": "object",
    "description": "QueryAccountAddressByIDResponse is the response type for AccountAddressByID rpc method",
    "properties": {
     "account_address": {
      "type": "string"
     }
    }
   },
   "cosmos.auth.v1beta1.QueryAccountInfoResponse": {
    "type": "object",
    "description": "QueryAccountInfoResponse is the Query/AccountInfo response type.",
    "properties": {
     "info": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.auth.v1beta1.BaseAccount"
       }
      ],
      "description": "info is the account info which is represented by BaseAccount."
     }
    }
   },
   "cosmos.auth.v1beta1.QueryAccountResponse": {
    "type": "object",
    "description": "QueryAccountResponse is the response type for the Query/Account RPC method.",
    "properties": {
     "account": {
      "type": "object",
      "description": "account defines the account of the corresponding address.",
      "properties": {
       "@type": {
        "type": "string"
       }
      },
      "additionalProperties": {}
     }
    }
   },
   "cosmos.auth.v1beta1.QueryAccountsResponse": {
    "type": "object",
    "description": "QueryAccountsResponse is the response type for the Query/Accounts RPC method.",
    "properties": {
     "accounts": {
      "type": "array",
      "items": {
       "type": "object",
       "description": "A message of any type, which stands in @type.",
       "properties": {
        "@type": {
         "type": "string"
        }
       },
       "additionalProperties": {}
      },
      "description": "accounts are the existing accounts"
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.auth.v1beta1.QueryModuleAccountByNameResponse": {
    "type": "object",
    "description": "QueryModuleAccountByNameResponse is the response type for the Query/ModuleAccountByName RPC method.",
    "properties": {
     "account": {
      "type": "object",
      "description": "A message of any type, which stands in @type.",
      "properties": {
       "@type": {
        "type": "string"
       }
      },
      "additionalProperties": {}
     }
    }
   },
   "cosmos.auth.v1beta1.QueryModuleAccountsResponse": {
    "type": "object",
    "description": "QueryModuleAccountsResponse is the response type for the Query/ModuleAccounts RPC method.",
    "properties": {
     "accounts": {
      "type": "array",
      "items": {
       "type": "object",
       "description": "A message of any type, which stands in @type.",
       "properties": {
        "@type": {
         "type": "string"
        }
       },
       "additionalProperties": {}
      }
     }
    }
   },
   "cosmos.auth.v1beta1.QueryParamsResponse": {
    "type": "object",
    "description": "QueryParamsResponse is the response type for the Query/Params RPC method.",
    "properties": {
     "params": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.auth.v1beta1.Params"
       }
      ],
      "description": "params defines the parameters of the module."
     }
    }
   },
   "cosmos.authz.v1beta1.Grant": {
    "type": "object",
    "description": "Grant gives permissions to execute\nthe provide method with expiration time.",
    "properties": {
     "authorization": {
      "type": "object",
      "description": "A message of any type, which stands in @type.",
      "properties": {
       "@type": {
        "type": "string"
       }
      },
      "additionalProperties": {}
     },
     "expiration": {
      "type": "string",
      "format": "date-time",
      "description": "time when the grant will expire and will be pruned. If null, then the grant\ndoesn't have a time expiration (other conditions  in \u0060authorization\u0060\nmay apply to invalidate the grant)"
     }
    }
   },
   "cosmos.authz.v1beta1.GrantAuthorization": {
    "type": "object",
    "description": "GrantAuthorization extends a grant with both the addresses of the grantee and granter.\nIt is used in genesis.proto and query.proto",
    "properties": {
     "granter": {
      "type": "string"
     },
     "grantee": {
      "type": "string"
     },
     "authorization": {
      "type": "object",
      "description": "A message of any type, which stands in @type.",
      "properties": {
       "@type": {
        "type": "string"
       }
      },
      "additionalProperties": {}
     },
     "expiration": {
      "type": "string",
      "format": "date-time"
     }
    }
   },
   "cosmos.authz.v1beta1.QueryGranteeGrantsResponse": {
    "type": "object",
    "description": "QueryGranteeGrantsResponse is the response type for the Query/GranteeGrants RPC method.",
    "properties": {
     "grants": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.authz.v1beta1.GrantAuthorization"
      },
      "description": "grants is a list of grants granted to the grantee."
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines an pagination for the response."
     }
    }
   },
   "cosmos.authz.v1beta1.QueryGranterGrantsResponse": {
    "type": "object",
    "description": "QueryGranterGrantsResponse is the response type for the Query/GranterGrants RPC method.",
    "properties": {
     "grants": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.authz.v1beta1.GrantAuthorization"
      },
      "description": "grants is a list of grants granted by the granter."
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines an pagination for the response."
     }
    }
   },
   "cosmos.authz.v1beta1.QueryGrantsResponse": {
    "type": "object",
    "description": "QueryGrantsResponse is the response type for the Query/Authorizations RPC method.",
    "properties": {
     "grants": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.authz.v1beta1.Grant"
      },
      "description": "authorizations is a list of grants granted for grantee by granter."
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines an pagination for the response."
     }
    }
   },
   "cosmos.bank.v1beta1.DenomOwner": {
    "type": "object",
    "description": "DenomOwner defines structure representing an account that owns or holds a\nparticular denominated token. It contains the account address and account\nbalance of the denominated token.",
    "properties": {
     "address": {
      "type": "string",
      "description": "address defines the address that owns a particular denomination."
     },
     "balance": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.v1beta1.Coin"
       }
      ],
      "description": "balance is the balance of the denominated coin for an account."
     }
    }
   },
   "cosmos.bank.v1beta1.DenomUnit": {
    "type": "object",
    "description": "DenomUnit represents a struct that describes a given\ndenomination unit of the basic token.",
    "properties": {
     "denom": {
      "type": "string",
      "description": "denom represents the string name of the given denom unit (e.g uatom)."
     },
     "exponent": {
      "type": "integer",
      "format": "int64",
      "description": "exponent represents power of 10 exponent that one must\nraise the base_denom to in order to equal the given DenomUnit's denom\n1 denom = 10^exponent base_denom\n(e.g. with a base_denom of uatom, one can create a DenomUnit of 'atom' with\nexponent = 6, thus: 1 atom = 10^6 uatom)."
     },
     "aliases": {
      "type": "array",
      "items": {
       "type": "string"
      },
      "description": "aliases is a list of string aliases for the given denom"
     }
    }
   },
   "cosmos.bank.v1beta1.Metadata": {
    "type": "object",
    "description": "Metadata represents a struct that describes\na basic token.",
    "properties": {
     "description": {
      "type": "string"
     },
     "denom_units": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.bank.v1beta1.DenomUnit"
      },
      "description": "denom_units represents the list of DenomUnit's for a given coin"
     },
     "base": {
      "type": "string",
      "description": "base represents the base denom (should be the DenomUnit with exponent = 0)."
     },
     "display": {
      "type": "string",
      "description": "display indicates the suggested denom that should be\ndisplayed in clients."
     },
     "name": {
      "type": "string",
      "description": "name defines the name of the token (eg: Cosmos Atom)"
     },
     "symbol": {
      "type": "string",
      "description": "symbol is the token symbol usually shown on exchanges (eg: ATOM). This can\nbe the same as the display."
     },
     "uri": {
      "type": "string",
      "description": "URI to a document (on or off-chain) that contains additional information. Optional."
     },
     "uri_hash": {
      "type": "string",
      "description": "URIHash is a sha256 hash of a document pointed by URI. It's used to verify that\nthe document didn't change. Optional."
     }
    }
   },
   "cosmos.bank.v1beta1.Params": {
    "type": "object",
    "description": "Params defines the parameters for the bank module.",
    "properties": {
     "send_enabled": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.bank.v1beta1.SendEnabled"
      },
      "description": "Deprecated: Use of SendEnabled in params is deprecated.\nFor genesis, use the newly added send_enabled field in the genesis object.\nStorage, lookup, and manipulation of this information is now in the keeper.\n\nAs of cosmos-sdk 0.47, this only exists for backwards compatibility of genesis files."
     },
     "default_send_enabled": {
      "type": "boolean"
     }
    }
   },
   "cosmos.bank.v1beta1.QueryAllBalancesResponse": {
    "type": "object",
    "description": "QueryAllBalancesResponse is the response type for the Query/AllBalances RPC\nmethod.",
    "properties": {
     "balances": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.base.v1beta1.Coin"
      },
      "description": "balances is the balances of all the coins."
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.bank.v1beta1.QueryBalanceResponse": {
    "type": "object",
    "description": "QueryBalanceResponse is the response type for the Query/Balance RPC method.",
    "properties": {
     "balance": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.v1beta1.Coin"
       }
      ],
      "description": "balance is the balance of the coin."
     }
    }
   },
   "cosmos.bank.v1beta1.QueryDenomMetadataByQueryStringResponse": {
    "type": "object",
    "description": "QueryDenomMetadataByQueryStringResponse is the response type for the Query/DenomMetadata RPC\nmethod. Identical with QueryDenomMetadataResponse but receives denom as query string in request.",
    "properties": {
     "metadata": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.bank.v1beta1.Metadata"
       }
      ],
      "description": "metadata describes and provides all the client information for the requested token."
     }
    }
   },
   "cosmos.bank.v1beta1.QueryDenomMetadataResponse": {
    "type": "object",
    "description": "QueryDenomMetadataResponse is the response type for the Query/DenomMetadata RPC\nmethod.",
    "properties": {
     "metadata": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.bank.v1beta1.Metadata"
       }
      ],
      "description": "metadata describes and provides all the client information for the requested token."
     }
    }
   },
   "cosmos.bank.v1beta1.QueryDenomOwnersByQueryResponse": {
    "type": "object",
    "description": "QueryDenomOwnersByQueryResponse defines the RPC response of a DenomOwnersByQuery RPC query.",
    "properties": {
     "denom_owners": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.bank.v1beta1.DenomOwner"
      }
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.bank.v1beta1.QueryDenomOwnersResponse": {
    "type": "object",
    "description": "QueryDenomOwnersResponse defines the RPC response of a DenomOwners RPC query.",
    "properties": {
     "denom_owners": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.bank.v1beta1.DenomOwner"
      }
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.bank.v1beta1.QueryDenomsMetadataResponse": {
    "type": "object",
    "description": "QueryDenomsMetadataResponse is the response type for the Query/DenomsMetadata RPC\nmethod.",
    "properties": {
     "metadatas": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.bank.v1beta1.Metadata"
      },
      "description": "metadata provides the client information for all the registered tokens."
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.bank.v1beta1.QueryParamsResponse": {
    "type": "object",
    "description": "QueryParamsResponse defines the response type for querying x/bank parameters.",
    "properties": {
     "params": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.bank.v1beta1.Params"
       }
      ],
      "description": "params provides the parameters of the bank module."
     }
    }
   },
   "cosmos.bank.v1beta1.QuerySendEnabledResponse": {
    "type": "object",
    "description": "QuerySendEnabledResponse defines the RPC response of a SendEnable query.",
    "properties": {
     "send_enabled": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.bank.v1beta1.SendEnabled"
      }
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response. This field is only\npopulated if the denoms field in the request is empty."
     }
    }
   },
   "cosmos.bank.v1beta1.QuerySpendableBalanceByDenomResponse": {
    "type": "object",
    "description": "QuerySpendableBalanceByDenomResponse defines the gRPC response structure for\nquerying an account's spendable balance for a specific denom.",
    "properties": {
     "balance": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.v1beta1.Coin"
       }
      ],
      "description": "balance is the balance of the coin."
     }
    }
   },
   "cosmos.bank.v1beta1.QuerySpendableBalancesResponse": {
    "type": "object",
    "description": "QuerySpendableBalancesResponse defines the gRPC response structure for querying\nan account's spendable balances.",
    "properties": {
     "balances": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.base.v1beta1.Coin"
      },
      "description": "balances is the spendable balances of all the coins."
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.bank.v1beta1.QuerySupplyOfResponse": {
    "type": "object",
    "description": "QuerySupplyOfResponse is the response type for the Query/SupplyOf RPC method.",
    "properties": {
     "amount": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.v1beta1.Coin"
       }
      ],
      "description": "amount is the supply of the coin."
     }
    }
   },
   "cosmos.bank.v1beta1.QueryTotalSupplyResponse": {
    "type": "object",
    "description": "QueryTotalSupplyResponse is the response type for the Query/TotalSupply RPC\nmethod",
    "properties": {
     "supply": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.base.v1beta1.Coin"
      },
      "description": "supply is the supply of the coins"
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.bank.v1beta1.SendEnabled": {
    "type": "object",
    "description": "SendEnabled maps coin denom to a send_enabled status (whether a denom is\nsendable).",
    "properties": {
     "denom": {
      "type": "string"
     },
     "enabled": {
      "type": "boolean"
     }
    }
   },
   "cosmos.base.abci.v1beta1.ABCIMessageLog": {
    "type": "object",
    "description": "ABCIMessageLog defines a structure containing an indexed tx ABCI message log.",
    "properties": {
     "msg_index": {
      "type": "integer",
      "format": "int64"
     },
     "log": {
      "type": "string"
     },
     "events": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.base.abci.v1beta1.StringEvent"
      },
      "description": "Events contains a slice of Event objects that were emitted during some\nexecution."
     }
    }
   },
   "cosmos.base.abci.v1beta1.Attribute": {
    "type": "object",
    "description": "Attribute defines an attribute wrapper where the key and value are\nstrings instead of raw bytes.",
    "properties": {
     "key": {
      "type": "string"
     },
     "value": {
      "type": "string"
     }
    }
   },
   "cosmos.base.abci.v1beta1.GasInfo": {
    "type": "object",
    "description": "GasInfo defines tx execution gas context.",
    "properties": {
     "gas_wanted": {
      "type": "string",
      "format": "uint64",
      "description": "GasWanted is the maximum units of work we allow this tx to perform."
     },
     "gas_used": {
      "type": "string",
      "format": "uint64",
      "description": "GasUsed is the amount of gas actually consumed."
     }
    }
   },
   "cosmos.base.abci.v1beta1.Result": {
    "type": "object",
    "description": "Result is the union of ResponseFormat and ResponseCheckTx.",
    "properties": {
     "data": {
      "type": "string",
      "format": "byte",
      "description": "Data is any data returned from message or handler execution. It MUST be\nlength prefixed in order to separate data from multiple message executions.\nDeprecated. This field is still populated, but prefer msg_response instead\nbecause it also contains the Msg response typeURL."
     },
     "log": {
      "type": "string",
      "description": "Log contains the log information from message or handler execution."
     },
     "events": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/tendermint.abci.Event"
      },
      "description": "Events contains a slice of Event objects that were emitted during message\nor handler execution."
     },
     "msg_responses": {
      "type": "array",
      "items": {
       "type": "object",
       "description": "A message of any type, which stands in @type.",
       "properties": {
        "@type": {
         "type": "string"
        }
       },
       "additionalProperties": {}
      },
      "description": "msg_responses contains the Msg handler responses type packed in Anys."
     }
    }
   },
   "cosmos.base.abci.v1beta1.StringEvent": {
    "type": "object",
    "description": "StringEvent defines en Event object wrapper where all the attributes\ncontain key/value pairs that are strings instead of raw bytes.",
    "properties": {
     "type": {
      "type": "string"
     },
     "attributes": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.base.abci.v1beta1.Attribute"
      }
     }
    }
   },
   "cosmos.base.abci.v1beta1.TxResponse": {
    "type": "object",
    "description": "TxResponse defines a structure containing relevant tx data and metadata. The\ntags are stringified and the log is JSON decoded.",
    "properties": {
     "height": {
      "type": "string",
      "format": "int64",
      "description": "The block height"
     },
     "txhash": {
      "type": "string",
      "description": "The transaction hash."
     },
     "codespace": {
      "type": "string",
      "description": "Namespace for the Code"
     },
     "code": {
      "type": "integer",
      "format": "int64",
      "description": "Response code."
     },
     "data": {
      "type": "string",
      "description": "Result bytes, if any."
     },
     "raw_log": {
      "type": "string",
      "description": "The output of the application's logger (raw string). May be\nnon-deterministic."
     },
     "logs": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.base.abci.v1beta1.ABCIMessageLog"
      },
      "description": "The output of the application's logger (typed). May be non-deterministic."
     },
     "info": {
      "type": "string",
      "description": "Additional information. May be non-deterministic."
     },
     "gas_wanted": {
      "type": "string",
      "format": "int64",
      "description": "Amount of gas requested for transaction."
     },
     "gas_used": {
      "type": "string",
      "format": "int64",
      "description": "Amount of gas consumed by transaction."
     },
     "tx": {
      "type": "object",
      "description": "The request transaction bytes.",
      "properties": {
       "@type": {
        "type": "string"
       }
      },
      "additionalProperties": {}
     },
     "timestamp": {
      "type": "string",
      "description": "Time of the previous block. For heights > 1, it's the weighted median of\nthe timestamps of the valid votes in the block.LastCommit. For height == 1,\nit's genesis time."
     },
     "events": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/tendermint.abci.Event"
      },
      "description": "Events defines all the events emitted by processing a transaction. Note,\nthese events include those emitted by processing all the messages and those\nemitted from the ante. Whereas Logs contains the events, with\nadditional metadata, emitted only by processing the messages."
     }
    }
   },
   "cosmos.base.node.v1beta1.ConfigResponse": {
    "type": "object",
    "description": "ConfigResponse defines the response structure for the Config gRPC query.",
    "properties": {
     "minimum_gas_price": {
      "type": "string"
     },
     "pruning_keep_recent": {
      "type": "string"
     },
     "pruning_interval": {
      "type": "string"
     },
     "halt_height": {
      "type": "string",
      "format": "uint64"
     }
    }
   },
   "cosmos.base.node.v1beta1.StatusResponse": {
    "type": "object",
    "description": "StateResponse defines the response structure for the status of a node.",
    "properties": {
     "earliest_store_height": {
      "type": "string",
      "format": "uint64"
     },
     "height": {
      "type": "string",
      "format": "uint64"
     },
     "timestamp": {
      "type": "string",
      "format": "date-time"
     },
     "app_hash": {
      "type": "string",
      "format": "byte"
     },
     "validator_hash": {
      "type": "string",
      "format": "byte"
     }
    }
   },
   "cosmos.base.query.v1beta1.PageResponse": {
    "type": "object",
    "description": "PageResponse is to be embedded in gRPC response messages where the\ncorresponding request message has used PageRequest.\n\nmessage SomeResponse {\nrepeated Bar results = 1;\nPageResponse page = 2;\n}",
    "properties": {
     "next_key": {
      "type": "string",
      "format": "byte",
      "description": "next_key is the key to be passed to PageRequest.key to\nquery the next page most efficiently. It will be empty if\nthere are no more results."
     },
     "total": {
      "type": "string",
      "format": "uint64",
      "description": "total is total number of results available if PageRequest.count_total\nwas set, its value is undefined otherwise"
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.ABCIQueryResponse": {
    "type": "object",
    "description": "ABCIQueryResponse defines the response structure for the ABCIQuery gRPC query.\n\nNote: This type is a duplicate of the ResponseQuery proto type defined in\nTendermint.",
    "properties": {
     "code": {
      "type": "integer",
      "format": "int64"
     },
     "log": {
      "type": "string"
     },
     "info": {
      "type": "string"
     },
     "index": {
      "type": "string",
      "format": "int64"
     },
     "key": {
      "type": "string",
      "format": "byte"
     },
     "value": {
      "type": "string",
      "format": "byte"
     },
     "proof_ops": {
      "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.ProofOps"
     },
     "height": {
      "type": "string",
      "format": "int64"
     },
     "codespace": {
      "type": "string"
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.Block": {
    "type": "object",
    "description": "Block is tendermint type Block, with the Header proposer address\nfield converted to bech32 string.",
    "properties": {
     "header": {
      "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.Header"
     },
     "data": {
      "$ref": "#/components/schemas/tendermint.types.Data"
     },
     "evidence": {
      "$ref": "#/components/schemas/tendermint.types.EvidenceList"
     },
     "last_commit": {
      "$ref": "#/components/schemas/tendermint.types.Commit"
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.GetBlockByHeightResponse": {
    "type": "object",
    "description": "GetBlockByHeightResponse is the response type for the Query/GetBlockByHeight RPC method.",
    "properties": {
     "block_id": {
      "$ref": "#/components/schemas/tendermint.types.BlockID"
     },
     "block": {
      "allOf": [
       {
        "$ref": "#/components/schemas/tendermint.types.Block"
       }
      ],
      "description": "Deprecated: please use \u0060sdk_block\u0060 instead"
     },
     "sdk_block": {
      "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.Block"
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.GetLatestBlockResponse": {
    "type": "object",
    "description": "GetLatestBlockResponse is the response type for the Query/GetLatestBlock RPC method.",
    "properties": {
     "block_id": {
      "$ref": "#/components/schemas/tendermint.types.BlockID"
     },
     "block": {
      "allOf": [
       {
        "$ref": "#/components/schemas/tendermint.types.Block"
       }
      ],
      "description": "Deprecated: please use \u0060sdk_block\u0060 instead"
     },
     "sdk_block": {
      "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.Block"
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.GetLatestValidatorSetResponse": {
    "type": "object",
    "description": "GetLatestValidatorSetResponse is the response type for the Query/GetValidatorSetByHeight RPC method.",
    "properties": {
     "block_height": {
      "type": "string",
      "format": "int64"
     },
     "validators": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.Validator"
      }
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines an pagination for the response."
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.GetNodeInfoResponse": {
    "type": "object",
    "description": "GetNodeInfoResponse is the response type for the Query/GetNodeInfo RPC method.",
    "properties": {
     "default_node_info": {
      "$ref": "#/components/schemas/tendermint.p2p.DefaultNodeInfo"
     },
     "application_version": {
      "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.VersionInfo"
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.GetSyncingResponse": {
    "type": "object",
    "description": "GetSyncingResponse is the response type for the Query/GetSyncing RPC method.",
    "properties": {
     "syncing": {
      "type": "boolean"
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.GetValidatorSetByHeightResponse": {
    "type": "object",
    "description": "GetValidatorSetByHeightResponse is the response type for the Query/GetValidatorSetByHeight RPC method.",
    "properties": {
     "block_height": {
      "type": "string",
      "format": "int64"
     },
     "validators": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.Validator"
      }
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines an pagination for the response."
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.Header": {
    "type": "object",
    "description": "Header defines the structure of a Tendermint block header.",
    "properties": {
     "version": {
      "allOf": [
       {
        "$ref": "#/components/schemas/tendermint.version.Consensus"
       }
      ],
      "description": "basic block info"
     },
     "chain_id": {
      "type": "string"
     },
     "height": {
      "type": "string",
      "format": "int64"
     },
     "time": {
      "type": "string",
      "format": "date-time"
     },
     "last_block_id": {
      "allOf": [
       {
        "$ref": "#/components/schemas/tendermint.types.BlockID"
       }
      ],
      "description": "prev block info"
     },
     "last_commit_hash": {
      "type": "string",
      "format": "byte",
      "description": "hashes of block data"
     },
     "data_hash": {
      "type": "string",
      "format": "byte"
     },
     "validators_hash": {
      "type": "string",
      "format": "byte",
      "description": "hashes from the app output from the prev block"
     },
     "next_validators_hash": {
      "type": "string",
      "format": "byte"
     },
     "consensus_hash": {
      "type": "string",
      "format": "byte"
     },
     "app_hash": {
      "type": "string",
      "format": "byte"
     },
     "last_results_hash": {
      "type": "string",
      "format": "byte"
     },
     "evidence_hash": {
      "type": "string",
      "format": "byte",
      "description": "consensus info"
     },
     "proposer_address": {
      "type": "string",
      "description": "proposer_address is the original block proposer address, formatted as a Bech32 string.\nIn Tendermint, this type is \u0060bytes\u0060, but in the SDK, we convert it to a Bech32 string\nfor better UX."
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.Module": {
    "type": "object",
    "description": "Module is the type for VersionInfo",
    "properties": {
     "path": {
      "type": "string",
      "description": "module path"
     },
     "version": {
      "type": "string",
      "description": "module version"
     },
     "sum": {
      "type": "string",
      "description": "checksum"
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.ProofOp": {
    "type": "object",
    "description": "ProofOp defines an operation used for calculating Merkle root. The data could\nbe arbitrary format, providing necessary data for example neighbouring node\nhash.\n\nNote: This type is a duplicate of the ProofOp proto type defined in Tendermint.",
    "properties": {
     "type": {
      "type": "string"
     },
     "key": {
      "type": "string",
      "format": "byte"
     },
     "data": {
      "type": "string",
      "format": "byte"
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.ProofOps": {
    "type": "object",
    "description": "ProofOps is Merkle proof defined by the list of ProofOps.\n\nNote: This type is a duplicate of the ProofOps proto type defined in Tendermint.",
    "properties": {
     "ops": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.ProofOp"
      }
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.Validator": {
    "type": "object",
    "description": "Validator is the type for the validator-set.",
    "properties": {
     "address": {
      "type": "string"
     },
     "pub_key": {
      "type": "object",
      "description": "A message of any type, which stands in @type.",
      "properties": {
       "@type": {
        "type": "string"
       }
      },
      "additionalProperties": {}
     },
     "voting_power": {
      "type": "string",
      "format": "int64"
     },
     "proposer_priority": {
      "type": "string",
      "format": "int64"
     }
    }
   },
   "cosmos.base.tendermint.v1beta1.VersionInfo": {
    "type": "object",
    "description": "VersionInfo is the type for the GetNodeInfoResponse message.",
    "properties": {
     "name": {
      "type": "string"
     },
     "app_name": {
      "type": "string"
     },
     "version": {
      "type": "string"
     },
     "git_commit": {
      "type": "string"
     },
     "build_tags": {
      "type": "string"
     },
     "go_version": {
      "type": "string"
     },
     "build_deps": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.base.tendermint.v1beta1.Module"
      }
     },
     "cosmos_sdk_version": {
      "type": "string"
     }
    }
   },
   "cosmos.base.v1beta1.Coin": {
    "type": "object",
    "description": "Coin defines a token with a denomination and an amount.\n\nNOTE: The amount field is an Int which implements the custom method\nsignatures required by gogoproto.",
    "properties": {
     "denom": {
      "type": "string"
     },
     "amount": {
      "type": "string"
     }
    }
   },
   "cosmos.consensus.v1.QueryParamsResponse": {
    "type": "object",
    "description": "QueryParamsResponse defines the response type for querying x/consensus parameters.",
    "properties": {
     "params": {
      "allOf": [
       {
        "$ref": "#/components/schemas/tendermint.types.ConsensusParams"
       }
      ],
      "description": "params are the tendermint consensus params stored in the consensus module.\nPlease note that \u0060params.version\u0060 is not populated in this response, it is\ntracked separately in the x/upgrade module."
     }
    }
   },
   "cosmos.crypto.multisig.v1beta1.CompactBitArray": {
    "type": "object",
    "description": "CompactBitArray is an implementation of a space efficient bit array.\nThis is used to ensure that the encoded data takes up a minimal amount of\nspace after proto encoding.\nThis is not thread safe, and is not intended for concurrent usage.",
    "properties": {
     "extra_bits_stored": {
      "type": "integer",
      "format": "int64"
     },
     "elems": {
      "type": "string",
      "format": "byte"
     }
    }
   },
   "cosmos.feegrant.v1beta1.Grant": {
    "type": "object",
    "description": "Grant is stored in the KVStore to record a grant with full context",
    "properties": {
     "granter": {
      "type": "string",
      "description": "granter is the address of the user granting an allowance of their funds."
     },
     "grantee": {
      "type": "string",
      "description": "grantee is the address of the user being granted an allowance of another user's funds."
     },
     "allowance": {
      "type": "object",
      "description": "allowance can be any of basic, periodic, allowed fee allowance.",
      "properties": {
       "@type": {
        "type": "string"
       }
      },
      "additionalProperties": {}
     }
    }
   },
   "cosmos.feegrant.v1beta1.QueryAllowanceResponse": {
    "type": "object",
    "description": "QueryAllowanceResponse is the response type for the Query/Allowance RPC method.",
    "properties": {
     "allowance": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.feegrant.v1beta1.Grant"
       }
      ],
      "description": "allowance is a allowance granted for grantee by granter."
     }
    }
   },
   "cosmos.feegrant.v1beta1.QueryAllowancesByGranterResponse": {
    "type": "object",
    "description": "QueryAllowancesByGranterResponse is the response type for the Query/AllowancesByGranter RPC method.",
    "properties": {
     "allowances": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.feegrant.v1beta1.Grant"
      },
      "description": "allowances that have been issued by the granter."
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines an pagination for the response."
     }
    }
   },
   "cosmos.feegrant.v1beta1.QueryAllowancesResponse": {
    "type": "object",
    "description": "QueryAllowancesResponse is the response type for the Query/Allowances RPC method.",
    "properties": {
     "allowances": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.feegrant.v1beta1.Grant"
      },
      "description": "allowances are allowance's granted for grantee by granter."
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines an pagination for the response."
     }
    }
   },
   "cosmos.staking.v1beta1.Commission": {
    "type": "object",
    "description": "Commission defines commission parameters for a given validator.",
    "properties": {
     "commission_rates": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.staking.v1beta1.CommissionRates"
       }
      ],
      "description": "commission_rates defines the initial commission rates to be used for creating a validator."
     },
     "update_time": {
      "type": "string",
      "format": "date-time",
      "description": "update_time is the last time the commission rate was changed."
     }
    }
   },
   "cosmos.staking.v1beta1.CommissionRates": {
    "type": "object",
    "description": "CommissionRates defines the initial commission rates to be used for creating\na validator.",
    "properties": {
     "rate": {
      "type": "string",
      "description": "rate is the commission rate charged to delegators, as a fraction."
     },
     "max_rate": {
      "type": "string",
      "description": "max_rate defines the maximum commission rate which validator can ever charge, as a fraction."
     },
     "max_change_rate": {
      "type": "string",
      "description": "max_change_rate defines the maximum daily increase of the validator commission, as a fraction."
     }
    }
   },
   "cosmos.staking.v1beta1.Delegation": {
    "type": "object",
    "description": "Delegation represents the bond with tokens held by an account. It is\nowned by one delegator, and is associated with the voting power of one\nvalidator.",
    "properties": {
     "delegator_address": {
      "type": "string",
      "description": "delegator_address is the encoded address of the delegator."
     },
     "validator_address": {
      "type": "string",
      "description": "validator_address is the encoded address of the validator."
     },
     "shares": {
      "type": "string",
      "description": "shares define the delegation shares received."
     }
    }
   },
   "cosmos.staking.v1beta1.DelegationResponse": {
    "type": "object",
    "description": "DelegationResponse is equivalent to Delegation except that it contains a\nbalance in addition to shares which is more suitable for client responses.",
    "properties": {
     "delegation": {
      "$ref": "#/components/schemas/cosmos.staking.v1beta1.Delegation"
     },
     "balance": {
      "$ref": "#/components/schemas/cosmos.base.v1beta1.Coin"
     }
    }
   },
   "cosmos.staking.v1beta1.Description": {
    "type": "object",
    "description": "Description defines a validator description.",
    "properties": {
     "moniker": {
      "type": "string",
      "description": "moniker defines a human-readable name for the validator."
     },
     "identity": {
      "type": "string",
      "description": "identity defines an optional identity signature (ex. UPort or Keybase)."
     },
     "website": {
      "type": "string",
      "description": "website defines an optional website link."
     },
     "security_contact": {
      "type": "string",
      "description": "security_contact defines an optional email for security contact."
     },
     "details": {
      "type": "string",
      "description": "details define other optional details."
     }
    }
   },
   "cosmos.staking.v1beta1.HistoricalInfo": {
    "type": "object",
    "description": "HistoricalInfo contains header and validator information for a given block.\nIt is stored as part of staking module's state, which persists the \u0060n\u0060 most\nrecent HistoricalInfo\n(\u0060n\u0060 is set by the staking module's \u0060historical_entries\u0060 parameter).",
    "properties": {
     "header": {
      "$ref": "#/components/schemas/tendermint.types.Header"
     },
     "valset": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.staking.v1beta1.Validator"
      }
     }
    }
   },
   "cosmos.staking.v1beta1.Params": {
    "type": "object",
    "description": "Params defines the parameters for the x/staking module.",
    "properties": {
     "unbonding_time": {
      "type": "string",
      "example": "1.5s",
      "description": "unbonding_time is the time duration of unbonding."
     },
     "max_validators": {
      "type": "integer",
      "format": "int64",
      "description": "max_validators is the maximum number of validators."
     },
     "max_entries": {
      "type": "integer",
      "format": "int64",
      "description": "max_entries is the max entries for either unbonding delegation or redelegation (per pair/trio)."
     },
     "historical_entries": {
      "type": "integer",
      "format": "int64",
      "description": "historical_entries is the number of historical entries to persist."
     },
     "bond_denom": {
      "type": "string",
      "description": "bond_denom defines the bondable coin denomination."
     },
     "min_commission_rate": {
      "type": "string",
      "description": "min_commission_rate is the chain-wide minimum commission rate that a validator can charge their delegators"
     }
    }
   },
   "cosmos.staking.v1beta1.Pool": {
    "type": "object",
    "description": "Pool is used for tracking bonded and not-bonded token supply of the bond\ndenomination.",
    "properties": {
     "not_bonded_tokens": {
      "type": "string"
     },
     "bonded_tokens": {
      "type": "string"
     }
    }
   },
   "cosmos.staking.v1beta1.QueryDelegationResponse": {
    "type": "object",
    "description": "QueryDelegationResponse is response type for the Query/Delegation RPC method.",
    "properties": {
     "delegation_response": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.staking.v1beta1.DelegationResponse"
       }
      ],
      "description": "delegation_responses defines the delegation info of a delegation."
     }
    }
   },
   "cosmos.staking.v1beta1.QueryDelegatorDelegationsResponse": {
    "type": "object",
    "description": "QueryDelegatorDelegationsResponse is response type for the\nQuery/DelegatorDelegations RPC method.",
    "properties": {
     "delegation_responses": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.staking.v1beta1.DelegationResponse"
      },
      "description": "delegation_responses defines all the delegations' info of a delegator."
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.staking.v1beta1.QueryDelegatorUnbondingDelegationsResponse": {
    "type": "object",
    "description": "QueryUnbondingDelegatorDelegationsResponse is response type for the\nQuery/UnbondingDelegatorDelegations RPC method.",
    "properties": {
     "unbonding_responses": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.staking.v1beta1.UnbondingDelegation"
      }
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.staking.v1beta1.QueryDelegatorValidatorResponse": {
    "type": "object",
    "description": "QueryDelegatorValidatorResponse response type for the\nQuery/DelegatorValidator RPC method.",
    "properties": {
     "validator": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.staking.v1beta1.Validator"
       }
      ],
      "description": "validator defines the validator info."
     }
    }
   },
   "cosmos.staking.v1beta1.QueryDelegatorValidatorsResponse": {
    "type": "object",
    "description": "QueryDelegatorValidatorsResponse is response type for the\nQuery/DelegatorValidators RPC method.",
    "properties": {
     "validators": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.staking.v1beta1.Validator"
      },
      "description": "validators defines the validators' info of a delegator."
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.staking.v1beta1.QueryHistoricalInfoResponse": {
    "type": "object",
    "description": "QueryHistoricalInfoResponse is response type for the Query/HistoricalInfo RPC\nmethod.",
    "properties": {
     "hist": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.staking.v1beta1.HistoricalInfo"
       }
      ],
      "description": "hist defines the historical info at the given height."
     }
    }
   },
   "cosmos.staking.v1beta1.QueryParamsResponse": {
    "type": "object",
    "description": "QueryParamsResponse is response type for the Query/Params RPC method.",
    "properties": {
     "params": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.staking.v1beta1.Params"
       }
      ],
      "description": "params holds all the parameters of this module."
     }
    }
   },
   "cosmos.staking.v1beta1.QueryPoolResponse": {
    "type": "object",
    "description": "QueryPoolResponse is response type for the Query/Pool RPC method.",
    "properties": {
     "pool": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.staking.v1beta1.Pool"
       }
      ],
      "description": "pool defines the pool info."
     }
    }
   },
   "cosmos.staking.v1beta1.QueryRedelegationsResponse": {
    "type": "object",
    "description": "QueryRedelegationsResponse is response type for the Query/Redelegations RPC\nmethod.",
    "properties": {
     "redelegation_responses": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.staking.v1beta1.RedelegationResponse"
      }
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.staking.v1beta1.QueryUnbondingDelegationResponse": {
    "type": "object",
    "description": "QueryDelegationResponse is response type for the Query/UnbondingDelegation\nRPC method.",
    "properties": {
     "unbond": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.staking.v1beta1.UnbondingDelegation"
       }
      ],
      "description": "unbond defines the unbonding information of a delegation."
     }
    }
   },
   "cosmos.staking.v1beta1.QueryValidatorDelegationsResponse": {
    "type": "object",
    "description": "QueryValidatorDelegationsResponse is response type for the\nQuery/ValidatorDelegations RPC method",
    "properties": {
     "delegation_responses": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.staking.v1beta1.DelegationResponse"
      }
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.staking.v1beta1.QueryValidatorResponse": {
    "type": "object",
    "description": "QueryValidatorResponse is response type for the Query/Validator RPC method",
    "properties": {
     "validator": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.staking.v1beta1.Validator"
       }
      ],
      "description": "validator defines the validator info."
     }
    }
   },
   "cosmos.staking.v1beta1.QueryValidatorUnbondingDelegationsResponse": {
    "type": "object",
    "description": "QueryValidatorUnbondingDelegationsResponse is response type for the\nQuery/ValidatorUnbondingDelegations RPC method.",
    "properties": {
     "unbonding_responses": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.staking.v1beta1.UnbondingDelegation"
      }
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.staking.v1beta1.QueryValidatorsResponse": {
    "type": "object",
    "description": "QueryValidatorsResponse is response type for the Query/Validators RPC method",
    "properties": {
     "validators": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.staking.v1beta1.Validator"
      },
      "description": "validators contains all the queried validators."
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines the pagination in the response."
     }
    }
   },
   "cosmos.staking.v1beta1.Redelegation": {
    "type": "object",
    "description": "Redelegation contains the list of a particular delegator's redelegating bonds\nfrom a particular source validator to a particular destination validator.",
    "properties": {
     "delegator_address": {
      "type": "string",
      "description": "delegator_address is the bech32-encoded address of the delegator."
     },
     "validator_src_address": {
      "type": "string",
      "description": "validator_src_address is the validator redelegation source operator address."
     },
     "validator_dst_address": {
      "type": "string",
      "description": "validator_dst_address is the validator redelegation destination operator address."
     },
     "entries": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.staking.v1beta1.RedelegationEntry"
      },
      "description": "entries are the redelegation entries."
     }
    }
   },
   "cosmos.staking.v1beta1.RedelegationEntry": {
    "type": "object",
    "description": "RedelegationEntry defines a redelegation object with relevant metadata.",
    "properties": {
     "creation_height": {
      "type": "string",
      "format": "int64",
      "description": "creation_height  defines the height which the redelegation took place."
     },
     "completion_time": {
      "type": "string",
      "format": "date-time",
      "description": "completion_time defines the unix time for redelegation completion."
     },
     "initial_balance": {
      "type": "string",
      "description": "initial_balance defines the initial balance when redelegation started."
     },
     "shares_dst": {
      "type": "string",
      "description": "shares_dst is the amount of destination-validator shares created by redelegation."
     },
     "unbonding_id": {
      "type": "string",
      "format": "uint64",
      "description": "Incrementing id that uniquely identifies this entry"
     },
     "unbonding_on_hold_ref_count": {
      "type": "string",
      "format": "int64",
      "description": "Strictly positive if this entry's unbonding has been stopped by external modules"
     }
    }
   },
   "cosmos.staking.v1beta1.RedelegationEntryResponse": {
    "type": "object",
    "description": "RedelegationEntryResponse is equivalent to a RedelegationEntry except that it\ncontains a balance in addition to shares which is more suitable for client\nresponses.",
    "properties": {
     "redelegation_entry": {
      "$ref": "#/components/schemas/cosmos.staking.v1beta1.RedelegationEntry"
     },
     "balance": {
      "type": "string"
     }
    }
   },
   "cosmos.staking.v1beta1.RedelegationResponse": {
    "type": "object",
    "description": "RedelegationResponse is equivalent to a Redelegation except that its entries\ncontain a balance in addition to shares which is more suitable for client\nresponses.",
    "properties": {
     "redelegation": {
      "$ref": "#/components/schemas/cosmos.staking.v1beta1.Redelegation"
     },
     "entries": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.staking.v1beta1.RedelegationEntryResponse"
      }
     }
    }
   },
   "cosmos.staking.v1beta1.UnbondingDelegation": {
    "type": "object",
    "description": "UnbondingDelegation stores all of a single delegator's unbonding bonds\nfor a single validator in an time-ordered list.",
    "properties": {
     "delegator_address": {
      "type": "string",
      "description": "delegator_address is the encoded address of the delegator."
     },
     "validator_address": {
      "type": "string",
      "description": "validator_address is the encoded address of the validator."
     },
     "entries": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.staking.v1beta1.UnbondingDelegationEntry"
      },
      "description": "entries are the unbonding delegation entries."
     }
    }
   },
   "cosmos.staking.v1beta1.UnbondingDelegationEntry": {
    "type": "object",
    "description": "UnbondingDelegationEntry defines an unbonding object with relevant metadata.",
    "properties": {
     "creation_height": {
      "type": "string",
      "format": "int64",
      "description": "creation_height is the height which the unbonding took place."
     },
     "completion_time": {
      "type": "string",
      "format": "date-time",
      "description": "completion_time is the unix time for unbonding completion."
     },
     "initial_balance": {
      "type": "string",
      "description": "initial_balance defines the tokens initially scheduled to receive at completion."
     },
     "balance": {
      "type": "string",
      "description": "balance defines the tokens to receive at completion."
     },
     "unbonding_id": {
      "type": "string",
      "format": "uint64",
      "description": "Incrementing id that uniquely identifies this entry"
     },
     "unbonding_on_hold_ref_count": {
      "type": "string",
      "format": "int64",
      "description": "Strictly positive if this entry's unbonding has been stopped by external modules"
     }
    }
   },
   "cosmos.staking.v1beta1.Validator": {
    "type": "object",
    "description": "Validator defines a validator, together with the total amount of the\nValidator's bond shares and their exchange rate to coins. Slashing results in\na decrease in the exchange rate, allowing correct calculation of future\nundelegations without iterating over delegators. When coins are delegated to\nthis validator, the validator is credited with a delegation whose number of\nbond shares is based on the amount of coins delegated divided by the current\nexchange rate. Voting power can be calculated as total bonded shares\nmultiplied by exchange rate.",
    "properties": {
     "operator_address": {
      "type": "string",
      "description": "operator_address defines the address of the validator's operator; bech encoded in JSON."
     },
     "consensus_pubkey": {
      "type": "object",
      "description": "consensus_pubkey is the consensus public key of the validator, as a Protobuf Any.",
      "properties": {
       "@type": {
        "type": "string"
       }
      },
      "additionalProperties": {}
     },
     "jailed": {
      "type": "boolean",
      "description": "jailed defined whether the validator has been jailed from bonded status or not."
     },
     "status": {
      "type": "string",
      "enum": [
       "BOND_STATUS_UNSPECIFIED",
       "BOND_STATUS_UNBONDED",
       "BOND_STATUS_UNBONDING",
       "BOND_STATUS_BONDED"
      ],
      "description": "status is the validator status (bonded/unbonding/unbonded)."
     },
     "tokens": {
      "type": "string",
      "description": "tokens define the delegated tokens (incl. self-delegation)."
     },
     "delegator_shares": {
      "type": "string",
      "description": "delegator_shares defines total shares issued to a validator's delegators."
     },
     "description": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.staking.v1beta1.Description"
       }
      ],
      "description": "description defines the description terms for the validator."
     },
     "unbonding_height": {
      "type": "string",
      "format": "int64",
      "description": "unbonding_height defines, if unbonding, the height at which this validator has begun unbonding."
     },
     "unbonding_time": {
      "type": "string",
      "format": "date-time",
      "description": "unbonding_time defines, if unbonding, the min time for the validator to complete unbonding."
     },
     "commission": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.staking.v1beta1.Commission"
       }
      ],
      "description": "commission defines the commission parameters."
     },
     "min_self_delegation": {
      "type": "string",
      "description": "min_self_delegation is the validator's self declared minimum self delegation."
     },
     "unbonding_on_hold_ref_count": {
      "type": "string",
      "format": "int64",
      "description": "strictly positive if this validator's unbonding has been stopped by external modules"
     },
     "unbonding_ids": {
      "type": "array",
      "items": {
       "type": "string",
       "format": "uint64"
      },
      "description": "list of unbonding ids, each uniquely identifing an unbonding of this validator"
     }
    }
   },
   "cosmos.tx.v1beta1.AuthInfo": {
    "type": "object",
    "description": "AuthInfo describes the fee and signer modes that are used to sign a\ntransaction.",
    "properties": {
     "signer_infos": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.tx.v1beta1.SignerInfo"
      },
      "description": "signer_infos defines the signing modes for the required signers. The number\nand order of elements must match the required signers from TxBody's\nmessages. The first element is the primary signer and the one which pays\nthe fee."
     },
     "fee": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.Fee"
       }
      ],
      "description": "Fee is the fee and gas limit for the transaction. The first signer is the\nprimary signer and the one which pays the fee. The fee can be calculated\nbased on the cost of evaluating the body and doing signature verification\nof the signers. This can be estimated via simulation."
     },
     "tip": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.Tip"
       }
      ],
      "description": "Tip is the optional tip used for transactions fees paid in another denom.\n\nThis field is ignored if the chain didn't enable tips, i.e. didn't add the\n\u0060TipDecorator\u0060 in its posthandler."
     }
    }
   },
   "cosmos.tx.v1beta1.BroadcastTxRequest": {
    "type": "object",
    "description": "BroadcastTxRequest is the request type for the Service.BroadcastTxRequest\nRPC method.",
    "properties": {
     "tx_bytes": {
      "type": "string",
      "format": "byte",
      "description": "tx_bytes is the raw transaction."
     },
     "mode": {
      "type": "string",
      "enum": [
       "BROADCAST_MODE_UNSPECIFIED",
       "BROADCAST_MODE_BLOCK",
       "BROADCAST_MODE_SYNC",
       "BROADCAST_MODE_ASYNC"
      ]
     }
    }
   },
   "cosmos.tx.v1beta1.BroadcastTxResponse": {
    "type": "object",
    "description": "BroadcastTxResponse is the response type for the\nService.BroadcastTx method.",
    "properties": {
     "tx_response": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.abci.v1beta1.TxResponse"
       }
      ],
      "description": "tx_response is the queried TxResponses."
     }
    }
   },
   "cosmos.tx.v1beta1.Fee": {
    "type": "object",
    "description": "Fee includes the amount of coins paid in fees and the maximum\ngas to be used by the transaction. The ratio yields an effective \"gasprice\",\nwhich must be above some miminum to be accepted into the mempool.",
    "properties": {
     "amount": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.base.v1beta1.Coin"
      },
      "description": "amount is the amount of coins to be paid as a fee"
     },
     "gas_limit": {
      "type": "string",
      "format": "uint64",
      "description": "gas_limit is the maximum gas that can be used in transaction processing\nbefore an out of gas error occurs"
     },
     "payer": {
      "type": "string",
      "description": "if unset, the first signer is responsible for paying the fees. If set, the\nspecified account must pay the fees. the payer must be a tx signer (and\nthus have signed this field in AuthInfo). setting this field does *not*\nchange the ordering of required signers for the transaction."
     },
     "granter": {
      "type": "string",
      "description": "if set, the fee payer (either the first signer or the value of the payer\nfield) requests that a fee grant be used to pay fees instead of the fee\npayer's own balance. If an appropriate fee grant does not exist or the\nchain does not support fee grants, this will fail"
     }
    }
   },
   "cosmos.tx.v1beta1.GetBlockWithTxsResponse": {
    "type": "object",
    "description": "GetBlockWithTxsResponse is the response type for the Service.GetBlockWithTxs\nmethod.",
    "properties": {
     "txs": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.tx.v1beta1.Tx"
      },
      "description": "txs are the transactions in the block."
     },
     "block_id": {
      "$ref": "#/components/schemas/tendermint.types.BlockID"
     },
     "block": {
      "$ref": "#/components/schemas/tendermint.types.Block"
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines a pagination for the response."
     }
    }
   },
   "cosmos.tx.v1beta1.GetTxResponse": {
    "type": "object",
    "description": "GetTxResponse is the response type for the Service.GetTx method.",
    "properties": {
     "tx": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.Tx"
       }
      ],
      "description": "tx is the queried transaction."
     },
     "tx_response": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.abci.v1beta1.TxResponse"
       }
      ],
      "description": "tx_response is the queried TxResponses."
     }
    }
   },
   "cosmos.tx.v1beta1.GetTxsEventResponse": {
    "type": "object",
    "description": "GetTxsEventResponse is the response type for the Service.TxsByEvents\nRPC method.",
    "properties": {
     "txs": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.tx.v1beta1.Tx"
      },
      "description": "txs is the list of queried transactions."
     },
     "tx_responses": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.base.abci.v1beta1.TxResponse"
      },
      "description": "tx_responses is the list of queried TxResponses."
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "pagination defines a pagination for the response.\nDeprecated post v0.46.x: use total instead."
     },
     "total": {
      "type": "string",
      "format": "uint64",
      "description": "total is total number of results available"
     }
    }
   },
   "cosmos.tx.v1beta1.ModeInfo": {
    "type": "object",
    "description": "ModeInfo describes the signing mode of a single or nested multisig signer.",
    "properties": {
     "single": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.ModeInfo.Single"
       }
      ],
      "description": "single represents a single signer"
     },
     "multi": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.ModeInfo.Multi"
       }
      ],
      "description": "multi represents a nested multisig signer"
     }
    }
   },
   "cosmos.tx.v1beta1.ModeInfo.Multi": {
    "type": "object",
    "description": "Multi is the mode info for a multisig public key",
    "properties": {
     "bitarray": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.crypto.multisig.v1beta1.CompactBitArray"
       }
      ],
      "description": "bitarray specifies which keys within the multisig are signing"
     },
     "mode_infos": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.tx.v1beta1.ModeInfo"
      },
      "description": "mode_infos is the corresponding modes of the signers of the multisig\nwhich could include nested multisig public keys"
     }
    }
   },
   "cosmos.tx.v1beta1.ModeInfo.Single": {
    "type": "object",
    "description": "Single is the mode info for a single signer. It is structured as a message\nto allow for additional fields such as locale for SIGN_MODE_TEXTUAL in the\nfuture",
    "properties": {
     "mode": {
      "type": "string",
      "enum": [
       "SIGN_MODE_UNSPECIFIED",
       "SIGN_MODE_DIRECT",
       "SIGN_MODE_TEXTUAL",
       "SIGN_MODE_DIRECT_AUX",
       "SIGN_MODE_LEGACY_AMINO_JSON",
       "SIGN_MODE_EIP_191"
      ],
      "description": "mode is the signing mode of the single signer"
     }
    }
   },
   "cosmos.tx.v1beta1.SignerInfo": {
    "type": "object",
    "description": "SignerInfo describes the public key and signing mode of a single top-level\nsigner.",
    "properties": {
     "public_key": {
      "type": "object",
      "description": "public_key is the public key of the signer. It is optional for accounts\nthat already exist in state. If unset, the verifier can use the required \\\nsigner address for this position and lookup the public key.",
      "properties": {
       "@type": {
        "type": "string"
       }
      },
      "additionalProperties": {}
     },
     "mode_info": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.ModeInfo"
       }
      ],
      "description": "mode_info describes the signing mode of the signer and is a nested\nstructure to support nested multisig pubkey's"
     },
     "sequence": {
      "type": "string",
      "format": "uint64",
      "description": "sequence is the sequence of the account, which describes the\nnumber of committed transactions signed by a given address. It is used to\nprevent replay attacks."
     }
    }
   },
   "cosmos.tx.v1beta1.SimulateRequest": {
    "type": "object",
    "description": "SimulateRequest is the request type for the Service.Simulate\nRPC method.",
    "properties": {
     "tx": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.Tx"
       }
      ],
      "description": "tx is the transaction to simulate.\nDeprecated. Send raw tx bytes instead."
     },
     "tx_bytes": {
      "type": "string",
      "format": "byte",
      "description": "tx_bytes is the raw transaction."
     }
    }
   },
   "cosmos.tx.v1beta1.SimulateResponse": {
    "type": "object",
    "description": "SimulateResponse is the response type for the\nService.SimulateRPC method.",
    "properties": {
     "gas_info": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.abci.v1beta1.GasInfo"
       }
      ],
      "description": "gas_info is the information about gas used in the simulation."
     },
     "result": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.abci.v1beta1.Result"
       }
      ],
      "description": "result is the result of the simulation."
     }
    }
   },
   "cosmos.tx.v1beta1.Tip": {
    "type": "object",
    "description": "Tip is the tip used for meta-transactions.",
    "properties": {
     "amount": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.base.v1beta1.Coin"
      },
      "description": "amount is the amount of the tip"
     },
     "tipper": {
      "type": "string",
      "description": "tipper is the address of the account paying for the tip"
     }
    }
   },
   "cosmos.tx.v1beta1.Tx": {
    "type": "object",
    "description": "Tx is the standard type used for broadcasting transactions.",
    "properties": {
     "body": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.TxBody"
       }
      ],
      "description": "body is the processable content of the transaction"
     },
     "auth_info": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.AuthInfo"
       }
      ],
      "description": "auth_info is the authorization related content of the transaction,\nspecifically signers, signer modes and fee"
     },
     "signatures": {
      "type": "array",
      "items": {
       "type": "string",
       "format": "byte"
      },
      "description": "signatures is a list of signatures that matches the length and order of\nAuthInfo's signer_infos to allow connecting signature meta information like\npublic key and signing mode by position."
     }
    }
   },
   "cosmos.tx.v1beta1.TxBody": {
    "type": "object",
    "description": "TxBody is the body of a transaction that all signers sign over.",
    "properties": {
     "messages": {
      "type": "array",
      "items": {
       "type": "object",
       "description": "A message of any type, which stands in @type.",
       "properties": {
        "@type": {
         "type": "string"
        }
       },
       "additionalProperties": {}
      },
      "description": "messages is a list of messages to be executed. The required signers of\nthose messages define the number and order of elements in AuthInfo's\nsigner_infos and Tx's signatures. Each required signer address is added to\nthe list only the first time it occurs.\nBy convention, the first required signer (usually from the first message)\nis referred to as the primary signer and pays the fee for the whole\ntransaction."
     },
     "memo": {
      "type": "string",
      "description": "memo is any arbitrary note/comment to be added to the transaction.\nWARNING: in clients, any publicly exposed text should not be called memo,\nbut should be called \u0060note\u0060 instead (see\nhttps://github.com/cosmos/cosmos-sdk/issues/9122)."
     },
     "timeout_height": {
      "type": "string",
      "format": "uint64",
      "description": "timeout_height is the block height after which this transaction will not\nbe processed by the chain."
     },
     "unordered": {
      "type": "boolean",
      "description": "unordered, when set to true, indicates that the transaction signer(s)\nintend for the transaction to be evaluated and executed in an un-ordered\nfashion. Specifically, the account's nonce will NOT be checked or\nincremented, which allows for fire-and-forget as well as concurrent\ntransaction execution.\n\nNote, when set to true, the existing 'timeout_timestamp' value must\nbe set and will be used to correspond to a timestamp in which the transaction is deemed\nvalid.\n\nWhen true, the sequence value MUST be 0, and any transaction with unordered=true and a non-zero sequence value will\nbe rejected.\nExternal services that make assumptions about sequence values may need to be updated because of this."
     },
     "timeout_timestamp": {
      "type": "string",
      "format": "date-time",
      "description": "timeout_timestamp is the block time after which this transaction will not\nbe processed by the chain.\n\nNote, if unordered=true this value MUST be set\nand will act as a short-lived TTL in which the transaction is deemed valid\nand kept in memory to prevent duplicates."
     },
     "extension_options": {
      "type": "array",
      "items": {
       "type": "object",
       "description": "A message of any type, which stands in @type.",
       "properties": {
        "@type": {
         "type": "string"
        }
       },
       "additionalProperties": {}
      },
      "description": "extension_options are arbitrary options that can be added by chains\nwhen the default options are not sufficient. If any of these are present\nand can't be handled, the transaction will be rejected"
     },
     "non_critical_extension_options": {
      "type": "array",
      "items": {
       "type": "object",
       "description": "A message of any type, which stands in @type.",
       "properties": {
        "@type": {
         "type": "string"
        }
       },
       "additionalProperties": {}
      },
      "description": "extension_options are arbitrary options that can be added by chains\nwhen the default options are not sufficient. If any of these are present\nand can't be handled, they will be ignored"
     }
    }
   },
   "cosmos.tx.v1beta1.TxDecodeRequest": {
    "type": "object",
    "description": "TxDecodeRequest is the request type for the Service.TxDecode\nRPC method.",
    "properties": {
     "tx_bytes": {
      "type": "string",
      "format": "byte",
      "description": "tx_bytes is the raw transaction."
     }
    }
   },
   "cosmos.tx.v1beta1.TxDecodeResponse": {
    "type": "object",
    "description": "TxDecodeResponse is the response type for the\nService.TxDecode method.",
    "properties": {
     "tx": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.Tx"
       }
      ],
      "description": "tx is the decoded transaction."
     }
    }
   },
   "cosmos.tx.v1beta1.TxEncodeRequest": {
    "type": "object",
    "description": "TxEncodeRequest is the request type for the Service.TxEncode\nRPC method.",
    "properties": {
     "tx": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.tx.v1beta1.Tx"
       }
      ],
      "description": "tx is the transaction to encode."
     }
    }
   },
   "cosmos.tx.v1beta1.TxEncodeResponse": {
    "type": "object",
    "description": "TxEncodeResponse is the response type for the\nService.TxEncode method.",
    "properties": {
     "tx_bytes": {
      "type": "string",
      "format": "byte",
      "description": "tx_bytes is the encoded transaction bytes."
     }
    }
   },
   "cosmos.upgrade.v1beta1.ModuleVersion": {
    "type": "object",
    "description": "ModuleVersion specifies a module and its consensus version.",
    "properties": {
     "name": {
      "type": "string",
      "description": "name of the app module"
     },
     "version": {
      "type": "string",
      "format": "uint64",
      "description": "consensus version of the app module"
     }
    }
   },
   "cosmos.upgrade.v1beta1.Plan": {
    "type": "object",
    "description": "Plan specifies information about a planned upgrade and when it should occur.",
    "properties": {
     "name": {
      "type": "string",
      "description": "Sets the name for the upgrade. This name will be used by the upgraded\nversion of the software to apply any special \"on-upgrade\" commands during\nthe first BeginBlock method after the upgrade is applied. It is also used\nto detect whether a software version can handle a given upgrade. If no\nupgrade handler with this name has been set in the software, it will be\nassumed that the software is out-of-date when the upgrade Time or Height is\nreached and the software will exit."
     },
     "time": {
      "type": "string",
      "format": "date-time",
      "description": "Deprecated: Time based upgrades have been deprecated. Time based upgrade logic\nhas been removed from the SDK.\nIf this field is not empty, an error will be thrown."
     },
     "height": {
      "type": "string",
      "format": "int64",
      "description": "The height at which the upgrade must be performed."
     },
     "info": {
      "type": "string",
      "description": "Any application specific upgrade info to be included on-chain\nsuch as a git commit that validators could automatically upgrade to"
     },
     "upgraded_client_state": {
      "type": "object",
      "description": "Deprecated: UpgradedClientState field has been deprecated. IBC upgrade logic has been\nmoved to the IBC module in the sub module 02-client.\nIf this field is not empty, an error will be thrown.",
      "properties": {
       "@type": {
        "type": "string"
       }
      },
      "additionalProperties": {}
     }
    }
   },
   "cosmos.upgrade.v1beta1.QueryAppliedPlanResponse": {
    "type": "object",
    "description": "QueryAppliedPlanResponse is the response type for the Query/AppliedPlan RPC\nmethod.",
    "properties": {
     "height": {
      "type": "string",
      "format": "int64",
      "description": "height is the block height at which the plan was applied."
     }
    }
   },
   "cosmos.upgrade.v1beta1.QueryAuthorityResponse": {
    "type": "object",
    "description": "QueryAuthorityResponse is the response type for Query/Authority",
    "properties": {
     "address": {
      "type": "string"
     }
    }
   },
   "cosmos.upgrade.v1beta1.QueryCurrentPlanResponse": {
    "type": "object",
    "description": "QueryCurrentPlanResponse is the response type for the Query/CurrentPlan RPC\nmethod.",
    "properties": {
     "plan": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.upgrade.v1beta1.Plan"
       }
      ],
      "description": "plan is the current upgrade plan."
     }
    }
   },
   "cosmos.upgrade.v1beta1.QueryModuleVersionsResponse": {
    "type": "object",
    "description": "QueryModuleVersionsResponse is the response type for the Query/ModuleVersions\nRPC method.",
    "properties": {
     "module_versions": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/cosmos.upgrade.v1beta1.ModuleVersion"
      },
      "description": "module_versions is a list of module names with their consensus versions."
     }
    }
   },
   "cosmos.upgrade.v1beta1.QueryUpgradedConsensusStateResponse": {
    "type": "object",
    "description": "QueryUpgradedConsensusStateResponse is the response type for the Query/UpgradedConsensusState\nRPC method.",
    "properties": {
     "upgraded_consensus_state": {
      "type": "string",
      "format": "byte"
     }
    }
   },
   "lazuli.chain.v1.Params": {
    "type": "object",
    "description": "Params are the values of a chain that every node must agree on and that are neither CometBFT's nor a module's own.",
    "properties": {
     "bech32_prefix": {
      "type": "string",
      "description": "Human-readable part of the chain's bech32 addresses, e.g. \u0060lazuli\u0060. Set in genesis, never changed."
     },
     "fee_denom": {
      "type": "string",
      "description": "The one denom in which fees are paid, e.g. \u0060ulaz\u0060."
     },
     "min_gas_price": {
      "type": "string",
      "description": "Lowest price of a unit of gas that a block accepts, in the fee denom: a decimal with at most 18 digits after the point."
     }
    }
   },
   "lazuli.chain.v1.QueryParamsResponse": {
    "type": "object",
    "properties": {
     "params": {
      "$ref": "#/components/schemas/lazuli.chain.v1.Params"
     }
    }
   },
   "lazuli.kv.v1.Entry": {
    "type": "object",
    "description": "Entry is what a key holds.",
    "properties": {
     "value": {
      "type": "string",
      "format": "byte"
     },
     "create_revision": {
      "type": "string",
      "format": "uint64",
      "description": "The namespace's revision that created the key."
     },
     "mod_revision": {
      "type": "string",
      "format": "uint64",
      "description": "The namespace's revision that last changed the key, its value or its lease. Never repeats, so a comparison with it has no\nABA hole."
     },
     "lease_deadline_ns": {
      "type": "string",
      "format": "uint64",
      "description": "Block time from which the entry is absent, in nanoseconds since the Unix epoch."
     },
     "escrow": {
      "type": "string",
      "format": "uint64",
      "description": "Rent that is held for the rest of the lease, in the smallest unit of the fee denom."
     },
     "rent_start_ns": {
      "type": "string",
      "format": "uint64",
      "description": "Block time up to which rent has been accounted for, in nanoseconds since the Unix epoch."
     }
    }
   },
   "lazuli.kv.v1.Grant": {
    "type": "object",
    "description": "Grant lets somebody write to a namespace. A grantee may have several in one namespace, one a prefix.",
    "properties": {
     "permissions": {
      "type": "array",
      "items": {
       "type": "string",
       "enum": [
        "PERMISSION_UNSPECIFIED",
        "PERMISSION_CREATE",
        "PERMISSION_UPDATE",
        "PERMISSION_DELETE",
        "PERMISSION_LEASE"
       ]
      },
      "description": "Ascending, none twice, at least one."
     },
     "expires_ns": {
      "type": "string",
      "format": "uint64",
      "description": "Block time from which the grant is void, in nanoseconds since the Unix epoch; 0 if it does not end."
     },
     "transfers": {
      "type": "string",
      "format": "uint64",
      "description": "The namespace's \u0060transfers\u0060 when it was granted; another number makes it void."
     }
    }
   },
   "lazuli.kv.v1.GranteeGrant": {
    "type": "object",
    "properties": {
     "grantee": {
      "type": "string"
     },
     "prefix": {
      "type": "string",
      "format": "byte"
     },
     "grant": {
      "$ref": "#/components/schemas/lazuli.kv.v1.Grant"
     }
    }
   },
   "lazuli.kv.v1.KeyEntry": {
    "type": "object",
    "properties": {
     "key": {
      "type": "string",
      "format": "byte"
     },
     "entry": {
      "$ref": "#/components/schemas/lazuli.kv.v1.Entry"
     }
    }
   },
   "lazuli.kv.v1.LeaseState": {
    "type": "object",
    "description": "LeaseState is the lease of an entry at a block time.",
    "properties": {
     "key": {
      "type": "string",
      "format": "byte"
     },
     "deadline_ns": {
      "type": "string",
      "format": "uint64",
      "description": "Block time from which the entry is absent, in nanoseconds since the Unix epoch."
     },
     "remaining_seconds": {
      "type": "string",
      "format": "uint64",
      "description": "Seconds from the block time of the answer to the deadline, rounded up; never 0."
     }
    }
   },
   "lazuli.kv.v1.Namespace": {
    "type": "object",
    "description": "Namespace is the record of one namespace, \u0060<owner address>/<name>\u0060. It comes into being with the first write or grant and\nstays, so that a revision never repeats.",
    "properties": {
     "entries": {
      "type": "string",
      "format": "uint64",
      "description": "How many entries there are. Entries whose lease has ended count until they are swept: see next_lease_deadline_ns."
     },
     "bytes": {
      "type": "string",
      "format": "uint64",
      "description": "Sum of the key and value sizes of those entries, in bytes."
     },
     "revision": {
      "type": "string",
      "format": "uint64",
      "description": "One more with every mutation of an entry; the first mutation has revision 1."
     },
     "digest": {
      "type": "string",
      "format": "byte",
      "description": "32 bytes: the fold of all mutations, in order. The rule is in modules/kv/README.md."
     },
     "pending_owner": {
      "type": "string",
      "description": "Address to which the owner has offered the namespace; empty if there is no offer."
     },
     "owner": {
      "type": "string",
      "description": "Address of the owner; empty while it is the one in the namespace's path."
     },
     "transfers": {
      "type": "string",
      "format": "uint64",
      "description": "How often the owner has changed. Grants of earlier owners do not count."
     },
     "next_lease_deadline_ns": {
      "type": "string",
      "format": "uint64",
      "description": "The earliest lease deadline of the entries, in nanoseconds since the Unix epoch; 0 if there are none. If the block time\nhas passed it, the sweep is behind, and \u0060entries\u0060 and \u0060bytes\u0060 include entries that are absent."
     },
     "changed_height": {
      "type": "string",
      "format": "uint64",
      "description": "Height of the block that made the last mutation; 0 before the first."
     }
    }
   },
   "lazuli.kv.v1.NamespaceKey": {
    "type": "object",
    "properties": {
     "namespace": {
      "type": "string"
     },
     "key": {
      "type": "string",
      "format": "byte"
     }
    }
   },
   "lazuli.kv.v1.Params": {
    "type": "object",
    "description": "Params are what a chain's governance may set. The sizes may not exceed the limits of the software.",
    "properties": {
     "key_bytes_max": {
      "type": "integer",
      "format": "int64",
      "description": "Most bytes of a key, 1 to 1,024."
     },
     "value_bytes_max": {
      "type": "integer",
      "format": "int64",
      "description": "Most bytes of a value, 0 to 262,144."
     },
     "operations_max": {
      "type": "integer",
      "format": "int64",
      "description": "Most operations of a batch, and most entries of a multi-update; 1 to 1,000."
     },
     "bulk_entries_max": {
      "type": "integer",
      "format": "int64",
      "description": "Most entries that one delete-all or renew-lease-all changes; 1 to 1,000."
     },
     "lease_seconds_default": {
      "type": "string",
      "format": "uint64",
      "description": "Lease of an entry that is created without one, in seconds; 1 to lease_seconds_max."
     },
     "lease_seconds_max": {
      "type": "string",
      "format": "uint64",
      "description": "Longest lease, in seconds; up to 3,153,600,000 (100 years of 365 days)."
     },
     "rent_price": {
      "type": "string",
      "description": "Price of one byte for one second in the fee denom: a decimal with at most 18 digits after the point."
     },
     "sweep_entries_max": {
      "type": "integer",
      "format": "int64",
      "description": "Most entries with an ended lease that one block frees; 1 to 100,000."
     }
    }
   },
   "lazuli.kv.v1.QueryCountResponse": {
    "type": "object",
    "properties": {
     "count": {
      "type": "string",
      "format": "uint64"
     },
     "sweep_lag_ns": {
      "type": "string",
      "format": "uint64",
      "description": "How long the sweep is behind in this namespace, in nanoseconds; 0 if the count is exact. Otherwise it includes entries\nwhose lease has ended."
     }
    }
   },
   "lazuli.kv.v1.QueryEntriesResponse": {
    "type": "object",
    "properties": {
     "entries": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/lazuli.kv.v1.KeyEntry"
      }
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "\u0060next_key\u0060 is empty on the last page."
     }
    }
   },
   "lazuli.kv.v1.QueryGetResponse": {
    "type": "object",
    "properties": {
     "entry": {
      "$ref": "#/components/schemas/lazuli.kv.v1.Entry"
     }
    }
   },
   "lazuli.kv.v1.QueryGrantsResponse": {
    "type": "object",
    "properties": {
     "grants": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/lazuli.kv.v1.GranteeGrant"
      }
     },
     "pagination": {
      "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
     }
    }
   },
   "lazuli.kv.v1.QueryHasResponse": {
    "type": "object",
    "properties": {
     "has": {
      "type": "boolean"
     }
    }
   },
   "lazuli.kv.v1.QueryKeysResponse": {
    "type": "object",
    "properties": {
     "keys": {
      "type": "array",
      "items": {
       "type": "string",
       "format": "byte"
      }
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "\u0060next_key\u0060 is empty on the last page."
     }
    }
   },
   "lazuli.kv.v1.QueryLeaseResponse": {
    "type": "object",
    "properties": {
     "lease": {
      "$ref": "#/components/schemas/lazuli.kv.v1.LeaseState"
     }
    }
   },
   "lazuli.kv.v1.QueryMyKeysResponse": {
    "type": "object",
    "properties": {
     "keys": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/lazuli.kv.v1.NamespaceKey"
      },
      "description": "By namespace and key, in byte order."
     },
     "pagination": {
      "allOf": [
       {
        "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
       }
      ],
      "description": "\u0060next_key\u0060 is empty on the last page."
     }
    }
   },
   "lazuli.kv.v1.QueryNamespaceResponse": {
    "type": "object",
    "properties": {
     "namespace": {
      "$ref": "#/components/schemas/lazuli.kv.v1.Namespace"
     },
     "sweep_lag_ns": {
      "type": "string",
      "format": "uint64",
      "description": "As in QueryCountResponse; of \u0060entries\u0060 and \u0060bytes\u0060."
     },
     "owner": {
      "type": "string",
      "description": "Address of the owner."
     }
    }
   },
   "lazuli.kv.v1.QueryNamespacesResponse": {
    "type": "object",
    "properties": {
     "namespaces": {
      "type": "array",
      "items": {
       "type": "string"
      },
      "description": "\u0060<owner address>/<name>\u0060: the address is of who made it, if it was taken over."
     },
     "pagination": {
      "$ref": "#/components/schemas/cosmos.base.query.v1beta1.PageResponse"
     }
    }
   },
   "lazuli.kv.v1.QueryParamsResponse": {
    "type": "object",
    "properties": {
     "params": {
      "$ref": "#/components/schemas/lazuli.kv.v1.Params"
     }
    }
   },
   "lazuli.kv.v1.QueryRentResponse": {
    "type": "object",
    "properties": {
     "denom": {
      "type": "string"
     },
     "escrow": {
      "type": "string",
      "description": "What will be held for the whole of the lease."
     },
     "charge": {
      "type": "string",
      "description": "What the signer pays now; 0 if what is held already is enough."
     },
     "refund": {
      "type": "string",
      "description": "What the owner gets back now."
     }
    }
   },
   "lazuli.kv.v1.QueryShortestLeasesResponse": {
    "type": "object",
    "properties": {
     "leases": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/lazuli.kv.v1.LeaseState"
      },
      "description": "By deadline, then by key."
     }
    }
   },
   "tendermint.abci.Event": {
    "type": "object",
    "description": "Event allows application developers to attach additional information to\nResponseFinalizeBlock and ResponseCheckTx.\nLater, transactions may be queried using these events.",
    "properties": {
     "type": {
      "type": "string"
     },
     "attributes": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/tendermint.abci.EventAttribute"
      }
     }
    }
   },
   "tendermint.abci.EventAttribute": {
    "type": "object",
    "description": "EventAttribute is a single key-value pair, associated with an event.",
    "properties": {
     "key": {
      "type": "string"
     },
     "value": {
      "type": "string"
     },
     "index": {
      "type": "boolean"
     }
    }
   },
   "tendermint.crypto.PublicKey": {
    "type": "object",
    "description": "PublicKey defines the keys available for use with Validators",
    "properties": {
     "ed25519": {
      "type": "string",
      "format": "byte"
     },
     "secp256k1": {
      "type": "string",
      "format": "byte"
     },
     "bls12381": {
      "type": "string",
      "format": "byte"
     },
     "mldsa65": {
      "type": "string",
      "format": "byte"
     },
     "secp256k1eth": {
      "type": "string",
      "format": "byte"
     }
    }
   },
   "tendermint.p2p.DefaultNodeInfo": {
    "type": "object",
    "properties": {
     "protocol_version": {
      "$ref": "#/components/schemas/tendermint.p2p.ProtocolVersion"
     },
     "default_node_id": {
      "type": "string"
     },
     "listen_addr": {
      "type": "string"
     },
     "network": {
      "type": "string"
     },
     "version": {
      "type": "string"
     },
     "channels": {
      "type": "string",
      "format": "byte"
     },
     "moniker": {
      "type": "string"
     },
     "other": {
      "$ref": "#/components/schemas/tendermint.p2p.DefaultNodeInfoOther"
     }
    }
   },
   "tendermint.p2p.DefaultNodeInfoOther": {
    "type": "object",
    "properties": {
     "tx_index": {
      "type": "string"
     },
     "rpc_address": {
      "type": "string"
     }
    }
   },
   "tendermint.p2p.ProtocolVersion": {
    "type": "object",
    "properties": {
     "p2p": {
      "type": "string",
      "format": "uint64"
     },
     "block": {
      "type": "string",
      "format": "uint64"
     },
     "app": {
      "type": "string",
      "format": "uint64"
     }
    }
   },
   "tendermint.types.ABCIParams": {
    "type": "object",
    "description": "ABCIParams configure functionality specific to the Application Blockchain Interface.",
    "properties": {
     "vote_extensions_enable_height": {
      "type": "string",
      "format": "int64",
      "description": "vote_extensions_enable_height configures the first height during which\nvote extensions will be enabled. During this specified height, and for all\nsubsequent heights, precommit messages that do not contain valid extension data\nwill be considered invalid. Prior to this height, vote extensions will not\nbe used or accepted by validators on the network.\n\nOnce enabled, vote extensions will be created by the application in ExtendVote,\npassed to the application for validation in VerifyVoteExtension and given\nto the application to use when proposing a block during PrepareProposal."
     }
    }
   },
   "tendermint.types.AuthorityParams": {
    "type": "object",
    "description": "AuthorityParams holds an opaque authority string to be configured and\ninterpreted by the application for authorizing parameter changes outside of\ngovernance. CometBFT only enforces a maximum length.",
    "properties": {
     "authority": {
      "type": "string"
     }
    }
   },
   "tendermint.types.Block": {
    "type": "object",
    "properties": {
     "header": {
      "$ref": "#/components/schemas/tendermint.types.Header"
     },
     "data": {
      "$ref": "#/components/schemas/tendermint.types.Data"
     },
     "evidence": {
      "$ref": "#/components/schemas/tendermint.types.EvidenceList"
     },
     "last_commit": {
      "$ref": "#/components/schemas/tendermint.types.Commit"
     }
    }
   },
   "tendermint.types.BlockID": {
    "type": "object",
    "description": "BlockID",
    "properties": {
     "hash": {
      "type": "string",
      "format": "byte"
     },
     "part_set_header": {
      "$ref": "#/components/schemas/tendermint.types.PartSetHeader"
     }
    }
   },
   "tendermint.types.BlockParams": {
    "type": "object",
    "description": "BlockParams contains limits on the block size.",
    "properties": {
     "max_bytes": {
      "type": "string",
      "format": "int64",
      "description": "Max block size, in bytes.\nNote: must be greater than 0"
     },
     "max_gas": {
      "type": "string",
      "format": "int64",
      "description": "Max gas per block.\nNote: must be greater or equal to -1"
     }
    }
   },
   "tendermint.types.Commit": {
    "type": "object",
    "description": "Commit contains the evidence that a block was committed by a set of validators.",
    "properties": {
     "height": {
      "type": "string",
      "format": "int64"
     },
     "round": {
      "type": "integer",
      "format": "int32"
     },
     "block_id": {
      "$ref": "#/components/schemas/tendermint.types.BlockID"
     },
     "signatures": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/tendermint.types.CommitSig"
      }
     }
    }
   },
   "tendermint.types.CommitSig": {
    "type": "object",
    "description": "CommitSig is a part of the Vote included in a Commit.",
    "properties": {
     "block_id_flag": {
      "type": "string",
      "enum": [
       "BLOCK_ID_FLAG_UNKNOWN",
       "BLOCK_ID_FLAG_ABSENT",
       "BLOCK_ID_FLAG_COMMIT",
       "BLOCK_ID_FLAG_NIL"
      ]
     },
     "validator_address": {
      "type": "string",
      "format": "byte"
     },
     "timestamp": {
      "type": "string",
      "format": "date-time"
     },
     "signature": {
      "type": "string",
      "format": "byte"
     }
    }
   },
   "tendermint.types.ConsensusParams": {
    "type": "object",
    "description": "ConsensusParams contains consensus critical parameters that determine the\nvalidity of blocks.",
    "properties": {
     "block": {
      "$ref": "#/components/schemas/tendermint.types.BlockParams"
     },
     "evidence": {
      "$ref": "#/components/schemas/tendermint.types.EvidenceParams"
     },
     "validator": {
      "$ref": "#/components/schemas/tendermint.types.ValidatorParams"
     },
     "version": {
      "$ref": "#/components/schemas/tendermint.types.VersionParams"
     },
     "abci": {
      "$ref": "#/components/schemas/tendermint.types.ABCIParams"
     },
     "authority": {
      "$ref": "#/components/schemas/tendermint.types.AuthorityParams"
     }
    }
   },
   "tendermint.types.Data": {
    "type": "object",
    "description": "Data contains the set of transactions included in the block",
    "properties": {
     "txs": {
      "type": "array",
      "items": {
       "type": "string",
       "format": "byte"
      },
      "description": "Txs that will be applied by state @ block.Height+1.\nNOTE: not all txs here are valid.  We're just agreeing on the order first.\nThis means that block.AppHash does not include these txs."
     }
    }
   },
   "tendermint.types.DuplicateVoteEvidence": {
    "type": "object",
    "description": "DuplicateVoteEvidence contains evidence of a validator signed two conflicting votes.",
    "properties": {
     "vote_a": {
      "$ref": "#/components/schemas/tendermint.types.Vote"
     },
     "vote_b": {
      "$ref": "#/components/schemas/tendermint.types.Vote"
     },
     "total_voting_power": {
      "type": "string",
      "format": "int64"
     },
     "validator_power": {
      "type": "string",
      "format": "int64"
     },
     "timestamp": {
      "type": "string",
      "format": "date-time"
     }
    }
   },
   "tendermint.types.Evidence": {
    "type": "object",
    "properties": {
     "duplicate_vote_evidence": {
      "$ref": "#/components/schemas/tendermint.types.DuplicateVoteEvidence"
     },
     "light_client_attack_evidence": {
      "$ref": "#/components/schemas/tendermint.types.LightClientAttackEvidence"
     }
    }
   },
   "tendermint.types.EvidenceList": {
    "type": "object",
    "properties": {
     "evidence": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/tendermint.types.Evidence"
      }
     }
    }
   },
   "tendermint.types.EvidenceParams": {
    "type": "object",
    "description": "EvidenceParams determine how we handle evidence of malfeasance.",
    "properties": {
     "max_age_num_blocks": {
      "type": "string",
      "format": "int64",
      "description": "Max age of evidence, in blocks.\n\nThe basic formula for calculating this is: MaxAgeDuration / {average block\ntime}."
     },
     "max_age_duration": {
      "type": "string",
      "example": "1.5s",
      "description": "Max age of evidence, in time.\n\nIt should correspond with an app's \"unbonding period\" or other similar\nmechanism for handling [Nothing-At-Stake\nattacks](https://github.com/ethereum/wiki/wiki/Proof-of-Stake-FAQ#what-is-the-nothing-at-stake-problem-and-how-can-it-be-fixed)."
     },
     "max_bytes": {
      "type": "string",
      "format": "int64",
      "description": "This sets the maximum size of total evidence in bytes that can be committed in a single block.\nand should fall comfortably under the max block bytes.\nDefault is 1048576 or 1MB"
     }
    }
   },
   "tendermint.types.Header": {
    "type": "object",
    "description": "Header defines the structure of a block header.",
    "properties": {
     "version": {
      "allOf": [
       {
        "$ref": "#/components/schemas/tendermint.version.Consensus"
       }
      ],
      "description": "basic block info"
     },
     "chain_id": {
      "type": "string"
     },
     "height": {
      "type": "string",
      "format": "int64"
     },
     "time": {
      "type": "string",
      "format": "date-time"
     },
     "last_block_id": {
      "allOf": [
       {
        "$ref": "#/components/schemas/tendermint.types.BlockID"
       }
      ],
      "description": "prev block info"
     },
     "last_commit_hash": {
      "type": "string",
      "format": "byte",
      "description": "hashes of block data"
     },
     "data_hash": {
      "type": "string",
      "format": "byte"
     },
     "validators_hash": {
      "type": "string",
      "format": "byte",
      "description": "hashes from the app output from the prev block"
     },
     "next_validators_hash": {
      "type": "string",
      "format": "byte"
     },
     "consensus_hash": {
      "type": "string",
      "format": "byte"
     },
     "app_hash": {
      "type": "string",
      "format": "byte"
     },
     "last_results_hash": {
      "type": "string",
      "format": "byte"
     },
     "evidence_hash": {
      "type": "string",
      "format": "byte",
      "description": "consensus info"
     },
     "proposer_address": {
      "type": "string",
      "format": "byte"
     }
    }
   },
   "tendermint.types.LightBlock": {
    "type": "object",
    "properties": {
     "signed_header": {
      "$ref": "#/components/schemas/tendermint.types.SignedHeader"
     },
     "validator_set": {
      "$ref": "#/components/schemas/tendermint.types.ValidatorSet"
     }
    }
   },
   "tendermint.types.LightClientAttackEvidence": {
    "type": "object",
    "description": "LightClientAttackEvidence contains evidence of a set of validators attempting to mislead a light client.",
    "properties": {
     "conflicting_block": {
      "$ref": "#/components/schemas/tendermint.types.LightBlock"
     },
     "common_height": {
      "type": "string",
      "format": "int64"
     },
     "byzantine_validators": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/tendermint.types.Validator"
      }
     },
     "total_voting_power": {
      "type": "string",
      "format": "int64"
     },
     "timestamp": {
      "type": "string",
      "format": "date-time"
     }
    }
   },
   "tendermint.types.PartSetHeader": {
    "type": "object",
    "description": "PartsetHeader",
    "properties": {
     "total": {
      "type": "integer",
      "format": "int64"
     },
     "hash": {
      "type": "string",
      "format": "byte"
     }
    }
   },
   "tendermint.types.SignedHeader": {
    "type": "object",
    "properties": {
     "header": {
      "$ref": "#/components/schemas/tendermint.types.Header"
     },
     "commit": {
      "$ref": "#/components/schemas/tendermint.types.Commit"
     }
    }
   },
   "tendermint.types.Validator": {
    "type": "object",
    "properties": {
     "address": {
      "type": "string",
      "format": "byte"
     },
     "pub_key": {
      "$ref": "#/components/schemas/tendermint.crypto.PublicKey"
     },
     "voting_power": {
      "type": "string",
      "format": "int64"
     },
     "proposer_priority": {
      "type": "string",
      "format": "int64"
     }
    }
   },
   "tendermint.types.ValidatorParams": {
    "type": "object",
    "description": "ValidatorParams restrict the public key types validators can use.\nNOTE: uses ABCI pubkey naming, not Amino names.",
    "properties": {
     "pub_key_types": {
      "type": "array",
      "items": {
       "type": "string"
      }
     }
    }
   },
   "tendermint.types.ValidatorSet": {
    "type": "object",
    "properties": {
     "validators": {
      "type": "array",
      "items": {
       "$ref": "#/components/schemas/tendermint.types.Validator"
      }
     },
     "proposer": {
      "$ref": "#/components/schemas/tendermint.types.Validator"
     },
     "total_voting_power": {
      "type": "string",
      "format": "int64"
     }
    }
   },
   "tendermint.types.VersionParams": {
    "type": "object",
    "description": "VersionParams contains the ABCI application version.",
    "properties": {
     "app": {
      "type": "string",
      "format": "uint64"
     }
    }
   },
   "tendermint.types.Vote": {
    "type": "object",
    "description": "Vote represents a prevote or precommit vote from validators for\nconsensus.",
    "properties": {
     "type": {
      "type": "string",
      "enum": [
       "SIGNED_MSG_TYPE_UNKNOWN",
       "SIGNED_MSG_TYPE_PREVOTE",
       "SIGNED_MSG_TYPE_PRECOMMIT",
       "SIGNED_MSG_TYPE_PROPOSAL"
      ]
     },
     "height": {
      "type": "string",
      "format": "int64"
     },
     "round": {
      "type": "integer",
      "format": "int32"
     },
     "block_id": {
      "$ref": "#/components/schemas/tendermint.types.BlockID"
     },
     "timestamp": {
      "type": "string",
      "format": "date-time"
     },
     "validator_address": {
      "type": "string",
      "format": "byte"
     },
     "validator_index": {
      "type": "integer",
      "format": "int32"
     },
     "signature": {
      "type": "string",
      "format": "byte",
      "description": "Vote signature by the validator if they participated in consensus for the\nassociated block."
     },
     "extension": {
      "type": "string",
      "format": "byte",
      "description": "Vote extension provided by the application. Only valid for precommit\nmessages."
     },
     "extension_signature": {
      "type": "string",
      "format": "byte",
      "description": "Vote extension signature by the validator if they participated in\nconsensus for the associated block.\nOnly valid for precommit messages."
     }
    }
   },
   "tendermint.version.Consensus": {
    "type": "object",
    "description": "Consensus captures the consensus rules for processing a block in the blockchain,\nincluding all blockchain data structures and the rules of the application's\nstate transition machine.",
    "properties": {
     "block": {
      "type": "string",
      "format": "uint64"
     },
     "app": {
      "type": "string",
      "format": "uint64"
     }
    }
   }
  }
 }
}`;
