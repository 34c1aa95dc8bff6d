"""`readout serve`: the explorer over a ledger, at this machine or shared."""

from __future__ import annotations

import click


@click.command()
@click.option("--ledger", "address", default="ledger.db", show_default=True, help="An SQLite file or postgresql://…")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; the default answers this machine only.")
@click.option("--port", default=8765, show_default=True, type=click.IntRange(1, 65535))
@click.option("--shared", is_flag=True, help="For many people: everybody signs in, with roles, rate limits and an audit trail.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="A host name under which this server is reached (with --shared).")
@click.option("--secure", is_flag=True, help="Session cookies over HTTPS only (behind a proxy that ends TLS).")
@click.option("--author", default="", metavar="NAME", help="Whose name stands under judgements made here [default: yours at this machine].")
@click.option("--add-account", "account", metavar="NAME", help="Add an account, ask for its password, and end.")
@click.option("--role", type=click.Choice(["reader", "reviewer", "administrator"]), default="administrator", show_default=True)
def serve(
    address: str, host: str, port: int, shared: bool, names: tuple[str, ...], secure: bool, author: str, account: str | None, role: str
) -> None:
    """Open the explorer: the ledger in a web browser, with every value one key from its words.

    Without --shared it listens on this machine only and asks nobody to sign in.
    """
    if account:
        _add_account(address, account, role)
        return
    if not shared and host not in ("127.0.0.1", "localhost", "::1"):
        from readout.errors import UsageError

        raise UsageError(
            "RO-U050", f"--host {host}", "others could reach this server without signing in", "add --shared, or leave --host away"
        )
    import os
    import secrets

    import uvicorn

    from readout.web.app import create
    from readout.web.settings import Settings

    secret = os.environ.get("READOUT_SECRET") or secrets.token_hex(32)
    settings = Settings(address, host=host, port=port, shared=shared, names=names, secure=secure, author=author, secret=secret)
    app = create(settings)
    click.echo(f"Readout explorer: http://{host if host != '0.0.0.0' else '127.0.0.1'}:{port}/  (Ctrl-C ends it)", err=True)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False, date_header=True)


def _add_account(address: str, name: str, role: str) -> None:
    from readout.ledger import Ledger, members

    password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with Ledger(address, create=False).store.writing() as connection:
        members.add(connection, name, role, password)
        members.note(connection, "command line", "administrator", "add account", name, role)
    click.echo(f"{name} may sign in as {role}.")
