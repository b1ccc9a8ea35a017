#!/bin/bash
# Checks the library and the server on kernels of a virtual machine: what must never be done to a kernel that is needed
# afterwards (enabled=2, locked until the next boot), and how other kernel versions behave.
#
#   testkit/src/guest/run.sh [--kernel DEB]... [--timeout SECONDS] [--keep]
#
#   --kernel DEB       a Debian package linux-image-…; any number. Default: the cloud kernels that apt can download
#   --timeout SECONDS  longest time for each kernel (180)
#   --keep             keep the initramfs and what the guests printed, in testkit/target/guest
#
# Needs no privilege and no KVM: the processor is emulated, which takes about a minute for each kernel. Needs Maven, a
# JDK 17 or newer with jmods, and of Debian qemu-system-x86, busybox-static, cpio, dpkg. Kernels are unpacked, not
# installed. Ends with 0 if every check of every kernel is ok, with 1 if not, with 2 if something is missing.
set -euo pipefail
export LC_ALL=C
script=$(readlink -f "${BASH_SOURCE[0]}")
here=$(dirname "$script")
cd "$here/../../.."

readonly MEMORY_MIB=768
# the server's jar on the class path; jdk.unsupported is sun.misc.Unsafe
readonly MODULES=java.base,java.logging,java.management,java.naming,jdk.unsupported
readonly JAR=example-server/target/netty-audit-server.jar
# the newest kernel that Debian's release has, and the one of the next release; whichever are there
readonly DEBIAN_KERNELS=(linux-image-cloud-amd64 linux-image-6.12-cloud-amd64)

kernels=() timeout=180 keep=
while (($# > 0)); do
    case $1 in
        --kernel) kernels+=("$(readlink -f "${2:?a file is missing after --kernel}")"); shift ;;
        --timeout) timeout=${2:?a number is missing after --timeout}; shift ;;
        --keep) keep=yes ;;
        -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$script"; exit 0 ;;
        *) echo "run.sh: unknown argument $1 (see --help)" >&2; exit 2 ;;
    esac
    shift
done

say() {
    printf '[guest] %s\n' "$*"
}

missing() {
    printf '[guest] %s\n' "$*" >&2
    exit 2
}

for program in mvn java jar jlink qemu-system-x86_64 busybox cpio dpkg-deb; do
    command -v "$program" >/dev/null || missing "$program is missing: apt-get install --no-install-recommends" \
        "qemu-system-x86 busybox-static cpio maven openjdk-17-jdk-headless"
done
busybox=$(command -v busybox)
ldd "$busybox" >/dev/null 2>&1 && missing "$busybox is not static: apt-get install busybox-static"

work=$PWD/testkit/target/guest cache=$PWD/testkit/target/guest-kernels
rm -rf "$work"
mkdir -p "$work"
[[ -n "$keep" ]] || trap 'rm -rf "$work"' EXIT

# Prints the files of Debian's kernel packages, after downloading those that are not there yet.
download_kernels() {
    local meta package
    mkdir -p "$cache"
    cd "$cache"
    for meta in "${DEBIAN_KERNELS[@]}"; do
        package=$(apt-cache depends "$meta" 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[0-9].*\)/\1/p')
        if [[ -z "$package" ]]; then
            say "apt has no $meta" >&2
        elif apt-get -qq -o APT::Sandbox::User=root download "$package" >&2; then
            # elsewhere, as it prints nothing about a file that is there
            (cd / && apt-get --print-uris download "$package") | sed -n "s|^'.*' \([^ ]*\.deb\) .*|$cache/\1|p"
        fi
    done
}

# Copies a program's or library's shared libraries to the same place in the guest.
copy_libraries() { # file...
    # ldd complains about libraries that need none
    { ldd "$@" 2>/dev/null || true; } | grep -o '/[^ :]* (0x' | sed 's/ (0x$//' | sort -u | while read -r library; do
        case $library in
            "$root"/*) ;;
            *) install -D "$library" "$root$library" ;;
        esac
    done
}

make_initramfs() {
    root=$work/root
    mkdir -p "$root"/{bin,dev,proc,sys,tmp,root,netty-audit}
    install -m 755 "$busybox" "$root/bin/busybox"
    install -m 755 "$here/init" "$root/init"
    cp "$JAR" "$root/netty-audit/server.jar"
    mkdir -p "$root/netty-audit/test-classes"
    cp -r testkit/target/test-classes/io "$root/netty-audit/test-classes/"
    jlink --add-modules "$MODULES" --strip-java-debug-attributes --no-header-files --no-man-pages \
        --output "$root/netty-audit/jre"
    "$root/netty-audit/jre/bin/java" -XX:+UseSerialGC -Xshare:dump >/dev/null
    mkdir -p "$work/native"
    (cd "$work/native" && jar xf "$root/netty-audit/server.jar" META-INF/native com/sun/jna/linux-x86-64)
    mapfile -t binaries < <(find "$root/netty-audit/jre" "$work/native" -name '*.so' -o -path '*/bin/java')
    copy_libraries "${binaries[@]}"
    (cd "$root" && find . -print0 | cpio --null --create --format=newc --owner=0:0 --quiet) >"$work/initramfs"
    say "initramfs: $(du -m "$work/initramfs" | cut -f1) MiB"
}

# Boots the kernel and runs the checks; 0 if all are ok.
run_guest() { # package
    local name=${1##*/} log
    name=${name%.deb}
    log=$work/$name.log
    dpkg-deb --fsys-tarfile "$1" | tar -x --to-stdout --wildcards './boot/vmlinuz-*' >"$work/vmlinuz" \
        || { say "$1 holds no kernel"; return 1; }
    say "$name"
    local start=$SECONDS ended=0
    timeout --kill-after=5 "$timeout" nice -n 10 qemu-system-x86_64 -accel tcg -cpu max -smp 1 -m "$MEMORY_MIB" \
        -nodefaults -no-user-config -display none -no-reboot -serial stdio \
        -kernel "$work/vmlinuz" -initrd "$work/initramfs" \
        -append "console=ttyS0 quiet loglevel=3 panic=-1 random.trust_cpu=on netty_audit_guest=1" \
        </dev/null | tr -d '\r' | tee "$log" || ended=$?
    say "$name: $((SECONDS - start)) s"
    if ((ended == 124 || ended == 137)); then
        say "FAILED: not done in $timeout s"
    fi
    ((ended == 0)) && grep -q '^guest: [1-9][0-9]* ok, 0 FAILED$' "$log" \
        && grep -q '^guest: the checks ended with exit code 0$' "$log"
}

say "Building"
mvn -B -q package -DskipTests
if ((${#kernels[@]} == 0)); then
    mapfile -t kernels < <(download_kernels)
fi
((${#kernels[@]} > 0)) || missing "no kernel: give one with --kernel, or see whether apt has ${DEBIAN_KERNELS[*]}"
make_initramfs

failed=()
for kernel in "${kernels[@]}"; do
    run_guest "$kernel" || failed+=("${kernel##*/}")
done
if ((${#failed[@]} > 0)); then
    say "FAILED on ${failed[*]}"
    exit 1
fi
say "All checks ok on ${#kernels[@]} kernels"
