# Sourced by the scripts beside this file.

say() {
    printf '\n[ci] %s\n' "$*"
}

fail() {
    printf '[ci] FAILED: %s\n' "$*" >&2
    exit 1
}

failures=()
durations=()
beside_names=()
beside_logs=()
beside_pids=()

# Runs a command and remembers how long it took and whether it failed; the script goes on.
step() { # name command...
    local name=$1 start=$SECONDS
    shift
    say "$name: $*"
    "$@" || failures+=("$name")
    durations+=("$(printf '%4d s  %s' $((SECONDS - start)) "$name")")
    printf '[ci] %s: %d s\n' "$name" $((SECONDS - start))
}

# Starts a command beside others, as a step of its own. Its output goes to a file, which await_steps prints.
step_beside() { # name command...
    local name=$1 log start=$SECONDS
    shift
    log=$(mktemp "${work:-${TMPDIR:-/tmp}}/netty-audit-step.XXXXXX")
    say "$name, its output follows when it has ended: $*"
    (
        result=0
        "$@" || result=1
        printf '%d\n' $((SECONDS - start)) >"$log.seconds"
        exit $result
    ) >"$log" 2>&1 &
    beside_names+=("$name")
    beside_logs+=("$log")
    beside_pids+=($!)
}

# Waits for all steps that step_beside has started, and prints the output of each, in the order of their start.
await_steps() {
    local index name log seconds
    for index in "${!beside_pids[@]}"; do
        name=${beside_names[index]} log=${beside_logs[index]}
        wait "${beside_pids[index]}" || failures+=("$name")
        seconds=$(cat "$log.seconds" 2>/dev/null || printf 0)
        say "$name:"
        cat "$log"
        rm -f "$log" "$log.seconds"
        durations+=("$(printf '%4d s  %s' "$seconds" "$name")")
        printf '[ci] %s: %d s\n' "$name" "$seconds"
    done
    beside_names=() beside_logs=() beside_pids=()
}

# Prints the steps with their durations; ends the script with 1 if one failed.
finish() { # title
    say "$1"
    printf '[ci] %s\n' "${durations[@]}"
    printf '[ci] %4d s  from start to end\n' "$SECONDS"
    if ((${#failures[@]} > 0)); then
        printf '[ci] FAILED: %s\n' "${failures[@]}" >&2
        exit 1
    fi
}

is_jdk() { # home version
    [[ -n "$1" && -x "$1/bin/javac" ]] && grep -Eqs "^JAVA_VERSION=\"$2[\".]" "$1/release"
}

# Prints where the JDK of this version is: JAVA_HOME_<version>, JAVA_HOME, or the usual places.
find_jdk() { # version
    local home variable="JAVA_HOME_$1"
    for home in "${!variable:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk*; do
        if is_jdk "$home" "$1"; then
            printf '%s' "$home"
            return
        fi
    done
    return 1
}

# Copies the files of this work tree, without what is built or ignored, into a directory.
copy_tree() { # directory
    mkdir -p "$1"
    git ls-files -z --cached --others --exclude-standard \
        | tar --create --null --files-from=- --ignore-failed-read --file=- 2>/dev/null | tar --extract --directory="$1"
}

# Prints the Debian package of this machine's architecture, which is built if it is not there.
find_package() {
    local architecture found
    architecture=$(dpkg --print-architecture)
    found=("example-server/target/netty-audit_"*"_$architecture.deb")
    if [[ ! -e ${found[0]} ]]; then
        mvn -B -q package -DskipTests -pl example-server -am
        found=("example-server/target/netty-audit_"*"_$architecture.deb")
    fi
    printf '%s' "${found[0]}"
}

# Where make_base puts the Debian on which the package is tested.
debian_base() {
    realpath -m "${TMPDIR:-/tmp}/netty-audit-debian-$UID"
}

# A Debian with a Java and without anything of ours, in $base; what runs on it writes to an overlay.
make_base() {
    local packages=systemd,dbus,adduser,default-jre-headless,curl,jq
    if [[ $(cat "$base/made" 2>/dev/null) == "$packages" ]]; then
        return
    fi
    say "Fetching a Debian 12 into $base"
    rm -rf "$base"
    mkdir -p "$base/root"
    debootstrap --variant=minbase --include="$packages" bookworm "$base/root" >"$base/log" 2>&1 \
        || { tail -20 "$base/log"; return 1; }
    # no service of the guest looks for the kernel's audit
    mkdir -p "$base/root/etc/systemd/journald.conf.d"
    printf '[Journal]\nAudit=no\nStorage=volatile\n' >"$base/root/etc/systemd/journald.conf.d/audit.conf"
    rm -rf "$base/root/var/cache/apt/archives/"*.deb
    printf '%s\n' "$packages" >"$base/made"
}

# The same package as a later version.
make_next_version() { # package new-package
    local directory
    directory=$(mktemp -d "${TMPDIR:-/tmp}/netty-audit-next.XXXXXX")
    dpkg-deb --raw-extract "$1" "$directory/files"
    sed -i '/^Version:/s/$/+upgrade/' "$directory/files/DEBIAN/control"
    dpkg-deb -Znone --build "$directory/files" "$2" >/dev/null
    rm -rf "$directory"
}

# Downloads Debian's auditd, and what the Debian of make_base lacks for it, once.
download_auditd() { # directory
    mkdir -p "$1"
    compgen -G "$1/libwrap0_*.deb" >/dev/null && compgen -G "$1/auditd_*.deb" >/dev/null && return
    (cd "$1" && apt-get -qq update && apt-get -qq -o APT::Sandbox::User=root download \
        auditd libaudit1 libauparse0 libwrap0 libnsl2 libtirpc3 libtirpc-common)
}

# In the package's configuration: a page, metrics, and raw-json, so that records can be compared.
readonly BESIDE_CONFIGURATION='s/^# \(metrics:\).*/\1/; s/^# \(page:\).*/\1/; s/^#\(   listen: .*\)/ \1/; s/format: ecs /format: raw-json /'
