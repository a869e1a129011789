"""Sends tokens with stock cosmpy and prints as JSON what it was told.

python send_tokens.py URL CHAIN_ID RECEIVER < mnemonic
"""

import json
import sys

from cosmpy.aerial.client import LedgerClient
from cosmpy.aerial.client.utils import TxFee
from cosmpy.aerial.config import NetworkConfig
from cosmpy.aerial.wallet import LocalWallet
from cosmpy.crypto.address import Address

PREFIX = "lazuli"
DENOM = "ulaz"
AMOUNT = 1_234
MORE_THAN_THERE_IS = 10**18


def fault_of(action):
    """The class and the text of what the action raises."""
    try:
        action()
    except Exception as error:
        return {"class": type(error).__name__, "text": str(error)}
    return None


def connect(url, chain_id):
    return LedgerClient(
        NetworkConfig(
            chain_id=chain_id,
            url=url,
            fee_minimum_gas_price=0.001,
            fee_denomination=DENOM,
            staking_denomination=DENOM,
        ),
        query_interval_secs=1,
        query_timeout_secs=30,
    )


def send(client, sender, receiver):
    """Gas is simulated, and the fee is a price that the configuration has."""

    def balances():
        return [client.query_bank_balance(one, DENOM) for one in (sender.address(), receiver)]

    before = balances()
    submitted = client.send_tokens(receiver, AMOUNT, DENOM, sender, memo="from Python")
    submitted.wait_to_complete()
    tx = client.query_tx(submitted.tx_hash)
    block = client.query_block(tx.height)
    return {
        "before": before,
        "after": balances(),
        "all_balances": [[one.denom, int(one.amount)] for one in client.query_bank_all_balances(receiver)],
        "code": tx.code,
        "gas": [tx.gas_wanted, tx.gas_used],
        "transfer": tx.events["transfer"],
        "fee": tx.events["tx"]["fee"],
        "has_time": tx.timestamp is not None,
        "hash": tx.hash,
        "block": [block.height == tx.height, block.chain_id, block.tx_hashes],
        "sequence": client.query_account(sender.address()).sequence,
    }


def ask(client, address):
    summary = client.query_staking_summary(address)
    return {
        "chain_id": client.query_chain_id(),
        "app_name": client.query_node_info().app_name,
        "max_gas": client.gas_strategy.block_gas_limit(),
        "validators": [
            [str(one.address), one.tokens, one.moniker, one.status.name]
            for one in client.query_validators()
        ],
        "positions": [len(summary.current_positions), len(summary.unbonding_positions)],
    }


def fail(client, sender, receiver):
    stranger = LocalWallet.generate(prefix=PREFIX)

    def submit(amount, fee=None):
        return client.send_tokens(receiver, amount, DENOM, sender, fee=fee)

    def run_out_of_gas():
        submit(1, TxFee(gas_limit=36_000, amount=f"36{DENOM}")).wait_to_complete()

    return {
        "unknown_tx": fault_of(lambda: client.query_tx("AB" * 32)),
        "unknown_account": fault_of(lambda: client.query_account(stranger.address())),
        "too_much": fault_of(lambda: submit(MORE_THAN_THERE_IS)),
        "little_fee": fault_of(lambda: submit(1, TxFee(gas_limit=100_000, amount=f"1{DENOM}"))),
        "out_of_gas": fault_of(run_out_of_gas),
    }


def main(url, chain_id, receiver_text):
    client = connect(url, chain_id)
    sender = LocalWallet.from_mnemonic(sys.stdin.read().strip(), prefix=PREFIX)
    receiver = Address(receiver_text)
    answers = {
        "amount": AMOUNT,
        "sent": send(client, sender, receiver),
        "asked": ask(client, sender.address()),
        "faults": fail(client, sender, receiver),
    }
    print(json.dumps(answers))


if __name__ == "__main__":
    main(*sys.argv[1:])
