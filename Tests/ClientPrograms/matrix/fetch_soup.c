#include <libsoup/soup.h>
#include <stdio.h>

int main(int count, char **arguments) {
    if (count != 5) return 2;
    const char *token = arguments[3], *body = arguments[4];
    GError *error = NULL;
    SoupMessage *message = soup_message_new(arguments[1], arguments[2]);
    SoupMessageHeaders *headers = soup_message_get_request_headers(message);
    if (g_strcmp0(token, "-") != 0) {
        char *value = g_strconcat("Bearer ", token, NULL);
        soup_message_headers_append(headers, "Authorization", value);
        g_free(value);
    }
    if (g_strcmp0(body, "-") != 0) {
        GBytes *bytes = g_bytes_new(body, strlen(body));
        const char *kind = body[0] == '{' ? "application/json" : "application/x-www-form-urlencoded";
        soup_message_set_request_body_from_bytes(message, kind, bytes);
    }
    GBytes *answer = soup_session_send_and_read(soup_session_new(), message, NULL, &error);
    if (answer == NULL) {
        fprintf(stderr, "%s\n", error->message);
        return 1;
    }
    printf("%d\n", soup_message_get_status(message));
    fwrite(g_bytes_get_data(answer, NULL), 1, g_bytes_get_size(answer), stdout);
    return 0;
}
