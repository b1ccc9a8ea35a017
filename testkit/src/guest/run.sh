#!/bin/bash
# Checks the library and the server on kernels of a virtual machine: what must never be done to a kernel that is needed
# afterwards (enabled=2, locked until the next boot), how other kernel versions behave, and another architecture.
#
#   testkit/src/guest/run.sh [--arch ARCH] [--kernel DEB]... [--tests] [--timeout SECONDS] [--keep]
#
#   --arch ARCH        the guest's architecture: x86_64 (the default) or aarch64
#   --kernel DEB       a Debian package linux-image-… of that architecture; any number. Default: the kernels that apt
#                      can download: Debian's cloud kernels, and for aarch64 also the one with pages of 16 KiB
#   --tests            run the unit tests of codec and transport instead of the checks: half an hour for each kernel
#   --timeout SECONDS  longest time for each boot (x86_64: 400, aarch64: 900, with --tests: 7200)
#   --keep             keep the initramfs and what the guests printed, in testkit/target/guest
#
# Each kernel boots twice, as its configuration can be locked only once: by the server's rules file, and under an open
# daemon. Needs no privilege and no KVM: the processor is emulated, which takes about two minutes for each kernel. Needs
# Maven, a JDK 17 or newer with jmods, and of Debian busybox-static, cpio, dpkg and, for each architecture,
# qemu-system-x86 or qemu-system-arm. For aarch64 Debian's arm64 packages of the Java runtime and of what it needs are
# downloaded. All packages are unpacked, none is installed, and apt's own lists stay as they are. Ends with 0 if every
# check of every kernel is ok, with 1 if not, with 2 if something is missing.
set -euo pipefail
export LC_ALL=C
script=$(readlink -f "${BASH_SOURCE[0]}")
here=$(dirname "$script")
cd "$here/../../.."

readonly JAR=example-server/target/netty-audit-server.jar

arch=x86_64 kernels=() programs=(checks lock) timeout='' keep=
while (($# > 0)); do
    case $1 in
        --arch) arch=${2:?x86_64 or aarch64 is missing after --arch}; shift ;;
        --kernel) kernels+=("$(readlink -f "${2:?a file is missing after --kernel}")"); shift ;;
        --tests) programs=(tests) ;;
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

[[ "${programs[*]}" != tests ]] || : "${timeout:=7200}"
# For each architecture: the emulator, its machine, the console, the kernels (the newest that Debian's release has, and
# the one of the next release; whichever are there), and the memory: Debian's Java runtime is larger than a linked one.
case $arch in
    x86_64)
        readonly DEB_ARCH=amd64 EMULATOR_PACKAGE=qemu-system-x86 CONSOLE=ttyS0 MEMORY_MIB=1024
        readonly EMULATOR=(qemu-system-x86_64 -accel tcg -cpu max)
        readonly DEBIAN_KERNELS=(linux-image-cloud-amd64 linux-image-6.12-cloud-amd64)
        : "${timeout:=400}"
        ;;
    aarch64)
        readonly DEB_ARCH=arm64 EMULATOR_PACKAGE=qemu-system-arm CONSOLE=ttyAMA0 MEMORY_MIB=2048
        # signed pointers would be computed by QARMA5, which costs the emulator more than all else
        readonly EMULATOR=(qemu-system-aarch64 -accel tcg -machine virt -cpu max,pauth-impdef=on)
        readonly DEBIAN_KERNELS=(linux-image-cloud-arm64 linux-image-6.12-cloud-arm64 linux-image-6.12-arm64-16k)
        : "${timeout:=900}"
        ;;
    *) echo "run.sh: unknown architecture $arch: x86_64 or aarch64" >&2; exit 2 ;;
esac

for tool in mvn java jar jlink "${EMULATOR[0]}" busybox cpio dpkg-deb; do
    command -v "$tool" >/dev/null || missing "$tool is missing: apt-get install --no-install-recommends" \
        "$EMULATOR_PACKAGE busybox-static cpio maven openjdk-17-jdk-headless"
done

work=$PWD/testkit/target/guest cache=$PWD/testkit/target/guest-debian/$DEB_ARCH
rm -rf "$work"
mkdir -p "$work" "$cache"
[[ -n "$keep" ]] || trap 'rm -rf "$work"' EXIT

. "$here/debian.sh"
. "$here/initramfs.sh"

# Boots the kernel and runs a program of init; 0 if all its checks are ok.
run_guest() { # package, program
    local name=${1##*/} log
    name="${name%.deb} ($2)"
    log="$work/$name.log"
    dpkg-deb --fsys-tarfile "$1" | tar -x --to-stdout --wildcards './boot/vmlinuz-*' >"$work/vmlinuz" \
        || { say "$1 holds no kernel"; return 1; }
    say "$name"
    local start=$SECONDS ended=0
    timeout --kill-after=5 "$timeout" nice -n 10 "${EMULATOR[@]}" -smp 1 -m "$MEMORY_MIB" \
        -nodefaults -no-user-config -display none -no-reboot -serial stdio \
        -kernel "$work/vmlinuz" -initrd "$work/initramfs" \
        -append "console=$CONSOLE quiet loglevel=3 panic=-1 random.trust_cpu=on netty_audit_guest=1 netty_audit_run=$2" \
        </dev/null | sed -u 's/\r$//' | tee "$log" || ended=$?
    say "$name: $((SECONDS - start)) s"
    if ((ended == 124 || ended == 137)); then
        say "FAILED: not done in $timeout s"
    fi
    ((ended == 0)) && grep -q '^guest: [1-9][0-9]* ok, 0 FAILED$' "$log" \
        && grep -q '^guest: the checks ended with exit code 0$' "$log"
}

say "Building"
mvn -B -q package -DskipTests
update_lists
if ((${#kernels[@]} == 0)); then
    mapfile -t kernels < <(for meta in "${DEBIAN_KERNELS[@]}"; do
        download "$(package_of "$meta" 'linux-image-[0-9]')" "$meta"
    done)
fi
((${#kernels[@]} > 0)) || missing "no kernel: give one with --kernel, or see whether apt has ${DEBIAN_KERNELS[*]}"
make_initramfs

failed=()
for kernel in "${kernels[@]}"; do
    for program in "${programs[@]}"; do
        run_guest "$kernel" "$program" || failed+=("${kernel##*/} ($program)")
    done
done
if ((${#failed[@]} > 0)); then
    say "FAILED on ${failed[*]}"
    exit 1
fi
say "All checks ok on ${#kernels[@]} kernels ($arch)"
