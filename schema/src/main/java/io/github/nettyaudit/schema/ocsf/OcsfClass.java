package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.schema.json.JsonText;

/** The classes of OCSF that documents have. */
enum OcsfClass {
    BASE(0, "Base Event", "Uncategorized", false),
    FILE(1001, "File System Activity", "System Activity", true),
    KERNEL_EXTENSION(1002, "Kernel Extension Activity", "System Activity", true),
    KERNEL(1003, "Kernel Activity", "System Activity", true),
    MEMORY(1004, "Memory Activity", "System Activity", true),
    MODULE(1005, "Module Activity", "System Activity", true),
    JOB(1006, "Scheduled Job Activity", "System Activity", true),
    PROCESS(1007, "Process Activity", "System Activity", true),
    EVENT_LOG(1008, "Event Log Activity", "System Activity", false),
    FINDING(2004, "Detection Finding", "Findings", false),
    ACCOUNT_CHANGE(3001, "Account Change", "Identity & Access Management", false),
    AUTHENTICATION(3002, "Authentication", "Identity & Access Management", false),
    SESSION(3003, "Authorize Session", "Identity & Access Management", false),
    ENTITY(3004, "Entity Management", "Identity & Access Management", false),
    USER_ACCESS(3005, "User Access Management", "Identity & Access Management", false),
    GROUP_MANAGEMENT(3006, "Group Management", "Identity & Access Management", false),
    NETWORK(4001, "Network Activity", "Network Activity", false),
    SSH(4007, "SSH Activity", "Network Activity", false),
    CONFIGURATION(5019, "Device Config State Change", "Discovery", true),
    APPLICATION(6002, "Application Lifecycle", "Application Activity", false);

    /** The activity for which {@code activity_name} has the name. */
    static final int OTHER = 99;

    private static final OcsfClass[] ALL = values();

    final int uid;
    final int category;
    final JsonText caption;
    final JsonText categoryCaption;
    /** Whether the class requires {@code device}. */
    final boolean requiresDevice;

    OcsfClass(int uid, String caption, String categoryCaption, boolean requiresDevice) {
        this.uid = uid;
        category = uid / 1000;
        this.caption = JsonText.of(caption);
        this.categoryCaption = JsonText.of(categoryCaption);
        this.requiresDevice = requiresDevice;
    }

    /** The class of a number; the base event for a class that is none of these. */
    static OcsfClass of(int uid) {
        for (OcsfClass candidate : ALL) {
            if (candidate.uid == uid) {
                return candidate;
            }
        }
        return BASE;
    }
}
