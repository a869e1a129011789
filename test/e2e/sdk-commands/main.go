// The commands of the Cosmos SDK's own client as simd has them, without its node: keys, tx and query. Only the prefix of
// addresses (PREFIX) and the home folder (SIMD_HOME) come from the environment.
package main

import (
	"fmt"
	"os"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	"cosmossdk.io/client/v2/autocli"
	"cosmossdk.io/core/appmodule"
	feegrantcli "cosmossdk.io/x/feegrant/client/cli"
	feegrant "cosmossdk.io/x/feegrant/module"
	"cosmossdk.io/x/tx/signing"
	"cosmossdk.io/x/upgrade"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/config"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/keys"
	"github.com/cosmos/cosmos-sdk/client/rpc"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/std"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/version"
	"github.com/cosmos/cosmos-sdk/x/auth"
	authcli "github.com/cosmos/cosmos-sdk/x/auth/client/cli"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/auth/vesting"
	vestingcli "github.com/cosmos/cosmos-sdk/x/auth/vesting/client/cli"
	authzcli "github.com/cosmos/cosmos-sdk/x/authz/client/cli"
	authz "github.com/cosmos/cosmos-sdk/x/authz/module"
	"github.com/cosmos/cosmos-sdk/x/bank"
	bankcli "github.com/cosmos/cosmos-sdk/x/bank/client/cli"
	"github.com/cosmos/cosmos-sdk/x/consensus"
	"github.com/cosmos/cosmos-sdk/x/staking"
	"github.com/cosmos/gogoproto/proto"
	"github.com/spf13/cobra"
)

func main() {
	prefix := os.Getenv("PREFIX")
	setPrefix(prefix)
	version.AppName = "simd"
	accounts := address.NewBech32Codec(prefix)
	operators := address.NewBech32Codec(prefix + "valoper")
	registry, err := codectypes.NewInterfaceRegistryWithOptions(codectypes.InterfaceRegistryOptions{
		ProtoFiles:     proto.HybridResolver,
		SigningOptions: signing.Options{AddressCodec: accounts, ValidatorAddressCodec: operators},
	})
	check(err)
	amino := codec.NewLegacyAmino()
	std.RegisterInterfaces(registry)
	std.RegisterLegacyAminoCodec(amino)
	basics := module.NewBasicManager(
		auth.AppModuleBasic{}, bank.AppModuleBasic{}, vesting.AppModuleBasic{}, staking.AppModuleBasic{},
		authz.AppModuleBasic{}, feegrant.AppModuleBasic{}, consensus.AppModuleBasic{}, upgrade.AppModuleBasic{},
	)
	basics.RegisterInterfaces(registry)
	basics.RegisterLegacyAminoCodec(amino)
	cdc := codec.NewProtoCodec(registry)
	ctx := client.Context{}.
		WithCodec(cdc).
		WithInterfaceRegistry(registry).
		WithTxConfig(authtx.NewTxConfig(cdc, authtx.DefaultSignModes)).
		WithLegacyAmino(amino).
		WithInput(os.Stdin).
		WithAccountRetriever(authtypes.AccountRetriever{}).
		WithHomeDir(os.Getenv("SIMD_HOME")).
		WithViper("SIMD")

	root := &cobra.Command{Use: "simd", SilenceErrors: true, SilenceUsage: true}
	// As simd does: cobra prints on the error stream otherwise.
	root.SetOut(os.Stdout)
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		own, err := client.ReadPersistentCommandFlags(ctx.WithCmdContext(cmd.Context()), cmd.Flags())
		if err == nil {
			own, err = config.ReadFromClientConfig(own)
		}
		if err != nil {
			return err
		}
		return client.SetCmdClientContextHandler(own, cmd)
	}
	root.PersistentFlags().String(flags.FlagChainID, "", "chain id")
	query := &cobra.Command{Use: "query", RunE: client.ValidateCmd}
	query.AddCommand(
		rpc.WaitTxCmd(), rpc.ValidatorCommand(),
		server.QueryBlockCmd(), server.QueryBlocksCmd(), server.QueryBlockResultsCmd(),
		authcli.QueryTxsByEventsCmd(), authcli.QueryTxCmd(),
	)
	tx := &cobra.Command{Use: "tx", RunE: client.ValidateCmd}
	tx.AddCommand(
		authcli.GetSignCommand(), authcli.GetSignBatchCommand(), authcli.GetMultiSignCommand(),
		authcli.GetMultiSignBatchCmd(), authcli.GetValidateSignaturesCommand(), authcli.GetBroadcastCommand(),
		authcli.GetEncodeCommand(), authcli.GetDecodeCommand(), authcli.GetSimulateCmd(),
		bankcli.NewTxCmd(accounts), vestingcli.GetTxCmd(accounts),
		authzcli.GetTxCmd(accounts), feegrantcli.GetTxCmd(accounts),
	)
	root.AddCommand(query, tx, keys.Commands(), server.StatusCommand())
	generated := autocli.AppOptions{
		Modules: map[string]appmodule.AppModule{},
		ModuleOptions: map[string]*autocliv1.ModuleOptions{
			"auth":      auth.AppModule{}.AutoCLIOptions(),
			"authz":     authz.AppModule{}.AutoCLIOptions(),
			"bank":      bank.AppModule{}.AutoCLIOptions(),
			"consensus": consensus.AppModule{}.AutoCLIOptions(),
			"feegrant":  feegrant.AppModule{}.AutoCLIOptions(),
			"staking":   staking.AppModule{}.AutoCLIOptions(),
			"upgrade":   upgrade.AppModule{}.AutoCLIOptions(),
		},
		AddressCodec:          accounts,
		ValidatorAddressCodec: operators,
		ConsensusAddressCodec: address.NewBech32Codec(prefix + "valcons"),
		ClientCtx:             ctx,
	}
	check(generated.EnhanceRootCommand(root))
	check(root.Execute())
}

func setPrefix(prefix string) {
	config := sdk.GetConfig()
	config.SetBech32PrefixForAccount(prefix, prefix+"pub")
	config.SetBech32PrefixForValidator(prefix+"valoper", prefix+"valoperpub")
	config.SetBech32PrefixForConsensusNode(prefix+"valcons", prefix+"valconspub")
	config.Seal()
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
}
