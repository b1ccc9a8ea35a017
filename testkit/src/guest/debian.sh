# Part of run.sh: downloads Debian's packages of the guest's architecture ($DEB_ARCH) into $cache. For an architecture
# other than the host's apt keeps its lists in $cache, so that dpkg and apt of the host learn nothing of it.

if [[ "$DEB_ARCH" != "$(dpkg --print-architecture)" ]]; then
    mkdir -p "$cache"/apt/{state/lists,cache/archives}/partial
    cat >"$cache/apt/apt.conf" <<END
APT::Architecture "$DEB_ARCH";
APT::Architectures { "$DEB_ARCH"; };
Dir::State "$cache/apt/state";
Dir::State::status "/dev/null";
Dir::Cache "$cache/apt/cache";
END
    export APT_CONFIG=$cache/apt/apt.conf
fi

# Fetches apt's lists of another architecture; those of the host's own are the administrator's.
update_lists() {
    [[ -z "${APT_CONFIG:-}" ]] || apt-get -qq -o APT::Sandbox::User=root update >&2 \
        || missing "apt cannot fetch its lists for $DEB_ARCH"
}

# Prints the package that a meta package stands for.
package_of() { # meta, how its name begins (a regular expression)
    apt-cache depends "$1" 2>/dev/null | sed -n "s/^ *Depends: \($2.*\)/\1/p"
}

# Prints the file of a package, after downloading it if it is not there yet.
download() { # package, [how it is called if there is none]
    if [[ -z "$1" ]]; then
        say "apt has no $2" >&2
    elif (cd "$cache" && apt-get -qq -o APT::Sandbox::User=root download "$1" >&2); then
        # elsewhere, as it prints nothing about a file that is there
        (cd / && apt-get --print-uris download "$1") | sed -n "s|^'.*' \([^ ]*\.deb\) .*|$cache/\1|p"
    fi
}
