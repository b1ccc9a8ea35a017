import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericDeclaration;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints the public API of a module as text, in an order of its own, so that two versions can be compared by diff(1):
 * {@code java PublicApi.java MODULE PATH...}, PATH being jars or directories of jars with the module and what it requires.
 *
 * <p>The API is what another module can name: public types of exported packages, their public members, and the protected
 * ones of classes that can be extended. Members of supertypes that are not public count as those of the public class.
 */
final class PublicApi {
    private PublicApi() {
    }

    public static void main(String[] arguments) throws IOException {
        String module = arguments[0];
        ModuleFinder finder = ModuleFinder.of(Arrays.stream(arguments).skip(1).map(Path::of).toArray(Path[]::new));
        Configuration configuration = ModuleLayer.boot().configuration()
                .resolve(finder, ModuleFinder.of(), Set.of(module, "org.jspecify"));
        ClassLoader loader = ModuleLayer.boot().defineModulesWithOneLoader(configuration, null).findLoader(module);
        ModuleDescriptor descriptor = finder.find(module).orElseThrow().descriptor();

        System.out.println("module " + module);
        requires(descriptor).forEach(System.out::println);
        try (ModuleReader reader = finder.find(module).orElseThrow().open()) {
            List<String> names = reader.list().filter(name -> name.endsWith(".class") && name.contains("/"))
                    .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .filter(name -> isExported(descriptor, name)).sorted().toList();
            for (String name : names) {
                Class<?> type = load(loader, name);
                if (isVisible(type)) {
                    System.out.println();
                    describe(type).forEach(System.out::println);
                }
            }
        }
    }

    private static Stream<String> requires(ModuleDescriptor descriptor) {
        return descriptor.requires().stream()
                .filter(required -> required.modifiers().contains(ModuleDescriptor.Requires.Modifier.TRANSITIVE))
                .map(required -> "    requires transitive " + required.name()).sorted();
    }

    private static boolean isExported(ModuleDescriptor descriptor, String className) {
        String itsPackage = className.substring(0, className.lastIndexOf('.'));
        return descriptor.exports().stream().anyMatch(one -> !one.isQualified() && one.source().equals(itsPackage));
    }

    private static Class<?> load(ClassLoader loader, String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException impossible) {
            throw new UncheckedIOException(new IOException(impossible));
        }
    }

    private static boolean isVisible(Class<?> type) {
        if (type.isAnonymousClass() || type.isLocalClass() || type.isSynthetic()) {
            return false;
        }
        Class<?> outer = type.getDeclaringClass();
        return outer == null ? Modifier.isPublic(type.getModifiers())
                : isVisible(outer) && isVisible((Member) null, type.getModifiers(), outer);
    }

    private static boolean isVisible(Member member, int modifiers, Class<?> owner) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers) && canBeExtended(owner);
    }

    private static boolean canBeExtended(Class<?> type) {
        return !Modifier.isFinal(type.getModifiers()) && !type.isSealed()
                && Arrays.stream(type.getDeclaredConstructors())
                        .anyMatch(one -> Modifier.isPublic(one.getModifiers())
                                || Modifier.isProtected(one.getModifiers()));
    }

    private static List<String> describe(Class<?> type) {
        List<String> lines = new ArrayList<>();
        lines.add(header(type));
        Set<String> members = new TreeSet<>();
        collect(type, type, members);
        members.forEach(member -> lines.add("    " + member));
        return lines;
    }

    private static String header(Class<?> type) {
        StringBuilder text = new StringBuilder(deprecated(type));
        int hidden = type.isInterface() ? Modifier.ABSTRACT | Modifier.INTERFACE | Modifier.STATIC
                : type.isEnum() || type.isRecord() ? Modifier.FINAL | Modifier.STATIC | Modifier.ABSTRACT : 0;
        text.append(modifiers(type.getModifiers() & ~hidden)).append(type.isSealed() ? "sealed " : "");
        text.append(type.isAnnotation() ? "@interface " : type.isInterface() ? "interface "
                : type.isEnum() ? "enum " : type.isRecord() ? "record " : "class ");
        text.append(type.getName()).append(typeParameters(type));
        if (type.isRecord()) {
            text.append(Arrays.stream(type.getRecordComponents()).map(PublicApi::component)
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        AnnotatedType parent = type.getAnnotatedSuperclass();
        if (parent != null && !type.isEnum() && !type.isRecord() && parent.getType() != Object.class) {
            text.append(" extends ").append(name(parent));
        }
        List<String> interfaces = Arrays.stream(type.getAnnotatedInterfaces()).map(PublicApi::name).sorted().toList();
        if (!interfaces.isEmpty()) {
            text.append(type.isInterface() ? " extends " : " implements ").append(String.join(", ", interfaces));
        }
        if (type.isSealed()) {
            text.append(Arrays.stream(type.getPermittedSubclasses()).map(Class::getName).sorted()
                    .collect(Collectors.joining(", ", " permits ", "")));
        }
        return text.toString();
    }

    private static String component(RecordComponent component) {
        return name(component.getAnnotatedType()) + " " + component.getName();
    }

    /** Adds the members of a type and of its supertypes that are not public themselves. */
    private static void collect(Class<?> api, Class<?> type, Set<String> members) {
        for (Field field : type.getDeclaredFields()) {
            if (!field.isSynthetic() && isVisible(field, field.getModifiers(), api)) {
                members.add(field.isEnumConstant() ? deprecated(field) + "enum constant " + field.getName()
                        : deprecated(field) + modifiers(field.getModifiers()) + name(field.getAnnotatedType()) + " "
                                + field.getName() + constant(field));
            }
        }
        for (Constructor<?> constructor : type == api ? type.getDeclaredConstructors() : new Constructor<?>[0]) {
            if (!constructor.isSynthetic() && isVisible(constructor, constructor.getModifiers(), api)) {
                members.add(deprecated(constructor) + modifiers(constructor.getModifiers()) + typeParameters(constructor)
                        + api.getSimpleName() + parameters(constructor));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isSynthetic() && !method.isBridge() && isVisible(method, method.getModifiers(), api)
                    && !isGenerated(method)) {
                members.add(deprecated(method) + methodModifiers(method) + typeParameters(method)
                        + name(method.getAnnotatedReturnType()) + " " + method.getName() + parameters(method)
                        + (method.getDefaultValue() == null ? "" : " default " + method.getDefaultValue()));
            }
        }
        Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                .filter(parent -> parent.getModule() == api.getModule() && !Modifier.isPublic(parent.getModifiers()))
                .sorted(Comparator.comparing(Class::getName)).forEach(parent -> collect(api, parent, members));
    }

    private static boolean isGenerated(Method method) {
        return method.getDeclaringClass().isEnum() && Modifier.isStatic(method.getModifiers())
                && (method.getName().equals("values") && method.getParameterCount() == 0
                || method.getName().equals("valueOf") && method.getParameterCount() == 1);
    }

    private static String constant(Field field) {
        int constant = Modifier.STATIC | Modifier.FINAL;
        boolean plain = field.getType().isPrimitive() || field.getType() == String.class;
        if ((field.getModifiers() & constant) != constant || !plain || !Modifier.isPublic(field.getModifiers())) {
            return "";
        }
        try {
            return " = " + field.get(null);
        } catch (IllegalAccessException ofAHiddenSupertype) {
            return "";
        }
    }

    private static String methodModifiers(Method method) {
        int hidden = method.getDeclaringClass().isInterface() ? Modifier.ABSTRACT : 0;
        return modifiers(method.getModifiers() & ~hidden & Modifier.methodModifiers())
                + (method.isDefault() ? "default " : "");
    }

    /** Only what a caller or a subclass has to know. */
    private static String modifiers(int modifiers) {
        int told = Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL | Modifier.ABSTRACT;
        String text = Modifier.toString(modifiers & told);
        return text.isEmpty() ? "" : text + " ";
    }

    private static String deprecated(AnnotatedElement element) {
        return element.isAnnotationPresent(Deprecated.class) ? "@Deprecated " : "";
    }

    private static String parameters(Executable executable) {
        AnnotatedType[] types = executable.getAnnotatedParameterTypes();
        List<String> names = new ArrayList<>();
        for (int index = 0; index < types.length; index++) {
            String name = name(types[index]);
            boolean isRest = executable.isVarArgs() && index == types.length - 1;
            names.add(isRest ? name.substring(0, name.length() - 2) + "..." : name);
        }
        String thrown = Arrays.stream(executable.getAnnotatedExceptionTypes()).map(PublicApi::name).sorted()
                .collect(Collectors.joining(", "));
        return "(" + String.join(", ", names) + ")" + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static String typeParameters(GenericDeclaration declaration) {
        TypeVariable<?>[] variables = declaration.getTypeParameters();
        if (variables.length == 0) {
            return "";
        }
        String text = Arrays.stream(variables).map(PublicApi::typeParameter)
                .collect(Collectors.joining(", ", "<", ">"));
        return declaration instanceof Class ? text : text + " ";
    }

    private static String typeParameter(TypeVariable<?> variable) {
        String bounds = Arrays.stream(variable.getAnnotatedBounds()).map(PublicApi::name)
                .collect(Collectors.joining(" & "));
        return variable.getName() + (bounds.equals("Object") ? "" : " extends " + bounds);
    }

    /** The type with its annotations: whether something may be null is part of the API. */
    private static String name(AnnotatedType type) {
        String annotations = Arrays.stream(type.getAnnotations()).map(Annotation::annotationType)
                .map(annotation -> "@" + annotation.getSimpleName() + " ").sorted().collect(Collectors.joining());
        if (type instanceof AnnotatedArrayType array) {
            return name(array.getAnnotatedGenericComponentType()) + (annotations.isEmpty() ? "" : " " + annotations)
                    + "[]";
        }
        if (type instanceof AnnotatedParameterizedType generic) {
            String parameters = Arrays.stream(generic.getAnnotatedActualTypeArguments()).map(PublicApi::name)
                    .collect(Collectors.joining(", ", "<", ">"));
            return annotations + simple(((ParameterizedType) generic.getType()).getRawType()) + parameters;
        }
        if (type instanceof AnnotatedWildcardType wildcard) {
            AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
            String upper = name(wildcard.getAnnotatedUpperBounds()[0]);
            return annotations + (lower.length > 0 ? "? super " + name(lower[0])
                    : upper.equals("Object") ? "?" : "? extends " + upper);
        }
        if (type instanceof AnnotatedTypeVariable) {
            return annotations + type.getType().getTypeName();
        }
        return annotations + simple(type.getType());
    }

    private static String simple(Type type) {
        String name = type instanceof Class<?> one ? one.getName() : type.getTypeName();
        return name.matches("java\\.lang\\.[A-Z]\\w*") ? name.substring("java.lang.".length()) : name;
    }
}
