// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static io.lethe.kit.access.Anybody.ANYBODY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lethe.kit.access.Access;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What {@link HttpBounds#DEFAULT} says of memory. In the profile {@code nightly} alone, for it
 * wants the heap for itself: what other tests of the same process leave behind counts too.
 */
@Tag("nightly")
class BodyMemoryTest {
  private static final int SENDERS = 64;
  private static final int BODY = HttpBounds.DEFAULT.bodyBytes();
  private static final HttpBounds BOUNDS =
      new HttpBounds(BODY, SENDERS, SENDERS + 8, Duration.ofMinutes(2), Duration.ofMinutes(2));
  private static final double BODIES = (double) SENDERS * BODY;

  @Test
  void shouldHoldABodyOnceWhileItComesAndTwiceWhileItIsAnswered() throws Exception {
    AtomicInteger answering = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(1);
    List<Socket> senders = new ArrayList<>();
    try (BoundedServer server =
        new BoundedServer(
            HttpAddress.loopback(0),
            BOUNDS,
            Access.open(),
            config ->
                config.routes.post(
                    "/write",
                    http -> {
                      int length = http.bodyAsBytes().length;
                      answering.incrementAndGet();
                      over.await();
                      http.result(Integer.toString(length));
                    },
                    ANYBODY))) {
      long before = used();
      for (int i = 0; i < SENDERS; i++) {
        senders.add(sendAllButOneByte(server.port()));
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat((used() - before) / BODIES).isBetween(0.9, 1.3));

      for (Socket each : senders) {
        each.getOutputStream().write('x');
      }
      await().atMost(Duration.ofSeconds(30)).until(() -> answering.get() == SENDERS);
      assertThat((used() - before) / BODIES).isBetween(1.8, 2.3);
      over.countDown();
    } finally {
      over.countDown();
      for (Socket each : senders) {
        each.close();
      }
    }
  }

  private static Socket sendAllButOneByte(int port) throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    OutputStream out = socket.getOutputStream();
    String head =
        "POST /write HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + BODY
            + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.UTF_8));
    out.write(new byte[BODY - 1]);
    return socket;
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
