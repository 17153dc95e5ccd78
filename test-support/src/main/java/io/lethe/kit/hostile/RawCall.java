// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.hostile;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * An HTTP request, byte for byte as it is told, over a connection of its own: no library would send
 * such paths and headers.
 */
public final class RawCall {
  /** In which every answer must have come. */
  private static final int PATIENCE_MILLIS = 20_000;

  private static final String CHUNKED = "transfer-encoding: chunked";
  private static final String LENGTH = "content-length: ";

  private final String method;
  private final String target;
  private final List<String> headers;
  private final byte[] body;

  /**
   * What was answered.
   *
   * @param status HTTP's code
   * @param body as UTF-8
   */
  public record Answer(int status, String body) {}

  /**
   * A request.
   *
   * @param method may be any word
   * @param target what stands behind it
   * @param headers besides those that say where it goes and how long it is, each a whole line
   * @param body may be empty
   */
  public RawCall(String method, String target, List<String> headers, byte[] body) {
    this.method = method;
    this.target = target;
    this.headers = List.copyOf(headers);
    this.body = body.clone();
  }

  /** Sent to a port of this machine. */
  public Answer send(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      try {
        OutputStream out = socket.getOutputStream();
        out.write(bytes(head()));
        out.write(body);
        out.flush();
      } catch (IOException e) {
        // The server has heard enough and says so: what it says can be read.
      }
      return read(new DataInputStream(new BufferedInputStream(socket.getInputStream())));
    }
  }

  /** Where a body ends is said before anything odd. */
  private String head() {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    head.append("Host: localhost\r\nConnection: close\r\n");
    if (body.length > 0) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    headers.forEach(header -> head.append(header).append("\r\n"));
    return head.append("\r\n").toString();
  }

  private static Answer read(DataInputStream in) throws IOException {
    String status = line(in);
    if (!status.startsWith("HTTP/1.1 ")) {
      throw new IOException("no answer but '" + status + "'");
    }
    boolean chunked = false;
    int length = Integer.MAX_VALUE;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String header = line.toLowerCase(Locale.ROOT);
      chunked |= header.equals(CHUNKED);
      if (header.startsWith(LENGTH)) {
        length = Integer.parseInt(header.substring(LENGTH.length()));
      }
    }
    byte[] body = chunked ? chunks(in) : in.readNBytes(length);
    return new Answer(
        Integer.parseInt(status.substring(9, 12)), new String(body, StandardCharsets.UTF_8));
  }

  private static byte[] chunks(DataInputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int next = chunk(in); next > 0; next = chunk(in)) {
      byte[] bytes = new byte[next];
      in.readFully(bytes);
      body.writeBytes(bytes);
      line(in);
    }
    return body.toByteArray();
  }

  private static int chunk(DataInputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "%s %s, headers %s, %d bytes".formatted(method, target, headers, body.length);
  }
}
