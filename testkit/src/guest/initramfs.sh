# Part of run.sh: makes $work/initramfs: busybox, a Java runtime with the libraries it needs, the server's jar and the
# classes of the checks.

# the server's jar on the class path; jdk.unsupported is sun.misc.Unsafe
readonly MODULES=java.base,java.logging,java.management,java.naming,jdk.unsupported
readonly TEST_MODULES=java.se,jdk.unsupported
# what Debian's Java runtime needs without a screen
readonly RUNTIME_PACKAGES=(busybox-static libc6 libgcc-s1 libstdc++6 zlib1g)

make_initramfs() {
    root=$work/root
    mkdir -p "$root"/{dev,proc,run,sys,tmp,root} "$root"/usr/{bin,lib} "$root"/netty-audit/test-classes
    ln -s usr/bin "$root/bin"
    ln -s usr/lib "$root/lib"
    cp "$JAR" "$root/netty-audit/server.jar"
    cp -r testkit/target/test-classes/io daemon/target/test-classes/io "$root/netty-audit/test-classes/"
    [[ "${programs[*]}" != tests ]] || add_tests
    if [[ "$arch" == "$(uname -m)" ]]; then
        runtime_of_host
    else
        runtime_of_debian
    fi
    install -m 755 "$here/init" "$root/init"
    (cd "$root" && find . -print0 | cpio --null --create --format=newc --owner=0:0 --quiet) >"$work/initramfs"
    say "initramfs: $(du -m "$work/initramfs" | cut -f1) MiB"
}

# The tests of codec and transport, and the libraries they need.
add_tests() {
    local tests=$root/netty-audit/tests module
    mvn -B -q package -DskipTests -pl codec,transport,testkit \
        dependency:copy-dependencies "-DoutputDirectory=$tests/lib" -Dmdep.useBaseVersion=true
    # the classes themselves are there; and the logging API of ArchUnit writes to standard error
    rm -f "$tests"/lib/{netty-audit-codec-*-tests,archunit-*,slf4j-*}.jar
    for module in codec transport; do
        cp -r "$module/target/test-classes" "$tests/$module"
    done
    mkdir "$root/netty-audit/target" # where some tests leave what they found
}

# A runtime linked from the host's JDK, with the host's libraries.
runtime_of_host() {
    local busybox modules=$MODULES
    busybox=$(command -v busybox)
    ldd "$busybox" >/dev/null 2>&1 && missing "$busybox is not static: apt-get install busybox-static"
    install -m 755 "$busybox" "$root/bin/busybox"
    [[ "${programs[*]}" != tests ]] || modules=$TEST_MODULES
    jlink --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages \
        --output "$root/netty-audit/jre"
    "$root/netty-audit/jre/bin/java" -XX:+UseSerialGC -Xshare:dump >/dev/null
    mkdir -p "$work/native"
    (cd "$work/native" && jar xf "$root/netty-audit/server.jar" META-INF/native com/sun/jna/linux-x86-64 \
        com/sun/jna/linux-aarch64)
    mapfile -t binaries < <(find "$root/netty-audit/jre" "$work/native" -name '*.so' -o -path '*/bin/java')
    copy_libraries "${binaries[@]}"
}

# Copies a program's or library's shared libraries to the same place in the guest.
copy_libraries() { # file...
    # ldd complains about libraries that need none, or that are of another architecture
    { ldd "$@" 2>/dev/null || true; } | grep -o '/[^ :]* (0x' | sed 's/ (0x$//' | sort -u | while read -r library; do
        case $library in
            "$root"/*) ;;
            *) install -D "$library" "$root$library" ;;
        esac
    done
}

# Debian's runtime of the guest's architecture.
runtime_of_debian() {
    local java package file
    java=$(package_of default-jre-headless 'openjdk-[0-9]')
    [[ -n "$java" ]] || missing "apt has no default-jre-headless for $DEB_ARCH"
    for package in "${RUNTIME_PACKAGES[@]}" "$java"; do
        file=$(download "$package")
        [[ -n "$file" ]] || missing "apt cannot download $package for $DEB_ARCH"
        say "${file##*/}"
        dpkg-deb --fsys-tarfile "$file" | tar -x -C "$root" --keep-directory-symlink --no-same-owner \
            --exclude './usr/share/*' --exclude '*/ct.sym'
    done
    ln -s "/usr/lib/jvm/java-${java//[^0-9]/}-openjdk-$DEB_ARCH" "$root/netty-audit/jre"
    [[ -e "$root/usr/lib/jvm/java-${java//[^0-9]/}-openjdk-$DEB_ARCH/bin/java" ]] \
        || missing "$java holds no Java runtime where it is looked for"
}
