# A private PostgreSQL for the tests, in a temporary folder, on a free port of localhost. Sourced by script/test.
# postgres_start sets POSTGRES_URL and POSTGRES_HOME; postgres_stop ends and removes it.

postgres_as() { # PostgreSQL refuses to run as root
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

postgres_start() {
    POSTGRES_BIN=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    POSTGRES_HOME=$(mktemp -d /tmp/belltown-postgres.XXXXXX)
    POSTGRES_PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1]); s.close()')
    [ "$(id -u)" = 0 ] && chown postgres "$POSTGRES_HOME"
    postgres_as "$POSTGRES_BIN/initdb" -D "$POSTGRES_HOME/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
        >"$POSTGRES_HOME.log" 2>&1 || { cat "$POSTGRES_HOME.log" >&2; return 1; }
    postgres_as "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_HOME/data" -w -l "$POSTGRES_HOME/server.log" \
        -o "-h 127.0.0.1 -p $POSTGRES_PORT -k $POSTGRES_HOME -c fsync=${POSTGRES_FSYNC:-off} -c max_connections=200" \
        start >>"$POSTGRES_HOME.log"
    # As a real installation has it: no superuser, so that row security holds for whoever runs the site.
    postgres_as "$POSTGRES_BIN/createuser" -h 127.0.0.1 -p "$POSTGRES_PORT" -U postgres --createdb belltown
    postgres_as "$POSTGRES_BIN/createdb" -h 127.0.0.1 -p "$POSTGRES_PORT" -U postgres -O belltown belltown
    POSTGRES_URL="postgresql://belltown@127.0.0.1:$POSTGRES_PORT/belltown"
}

postgres_stop() {
    postgres_as "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_HOME/data" -m fast stop >/dev/null 2>&1 || true
    rm -rf "$POSTGRES_HOME" "$POSTGRES_HOME.log"
}
