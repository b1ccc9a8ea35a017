/*
 * The speed of libauparse, the yardstick of parse.sh: reads a log from a file and goes over all events, records and
 * fields of it.
 *
 *   parse events|fields|interpret FILE      one JSON object on stdout
 *
 * "events" stops at the records, "fields" takes the name and the raw value of every field, "interpret" also its text.
 * As the library takes a whole file at a time, the file has to be large for the start not to count. Times are this
 * thread's CPU time and the wall clock's. Build: gcc -O2 -o parse parse.c -lauparse
 */
#include <auparse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum work { EVENTS, FIELDS, INTERPRET };

static unsigned long events, records, fields;
/* depends on every value, so that none can be left out */
static unsigned long checksum;

static double now(clockid_t clock)
{
	struct timespec time;
	clock_gettime(clock, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

static void add(const char *text)
{
	if (text)
		checksum += (unsigned char) text[0];
}

static void read_fields(auparse_state_t *state, enum work work)
{
	if (!auparse_first_field(state))
		return;
	do {
		fields++;
		add(auparse_get_field_name(state));
		add(auparse_get_field_str(state));
		if (work == INTERPRET)
			add(auparse_interpret_field(state));
	} while (auparse_next_field(state) > 0);
}

static void read_event(auparse_state_t *state, enum work work)
{
	events++;
	auparse_first_record(state);
	do {
		records++;
		if (work != EVENTS)
			read_fields(state, work);
	} while (auparse_next_record(state) > 0);
}

int main(int count, char **arguments)
{
	static const char *const WORKS[] = {"events", "fields", "interpret"};
	int work = -1;
	for (int i = 0; count == 3 && i < 3; i++)
		if (!strcmp(arguments[1], WORKS[i]))
			work = i;
	struct stat file;
	if (work < 0 || stat(arguments[2], &file)) {
		fprintf(stderr, "usage: parse events|fields|interpret FILE\n");
		return 2;
	}
	double cpu = now(CLOCK_THREAD_CPUTIME_ID), wall = now(CLOCK_MONOTONIC);
	auparse_state_t *state = auparse_init(AUSOURCE_FILE, arguments[2]);
	if (!state) {
		perror("auparse_init");
		return 1;
	}
	auparse_set_escape_mode(state, AUPARSE_ESC_RAW);
	while (auparse_next_event(state) > 0)
		read_event(state, work);
	auparse_destroy(state);
	cpu = now(CLOCK_THREAD_CPUTIME_ID) - cpu;
	wall = now(CLOCK_MONOTONIC) - wall;
	printf("{\"who\":\"auparse\",\"work\":\"%s\",\"bytes\":%lld,\"events\":%lu,\"records\":%lu,\"fields\":%lu,"
	       "\"cpu_s\":%.4f,\"wall_s\":%.4f,\"checksum\":%lu}\n", WORKS[work], (long long) file.st_size,
	       events, records, fields, cpu, wall, checksum);
	return 0;
}
