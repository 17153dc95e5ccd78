// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HttpAddressTest {

  @Test
  void shouldTellThisMachineFromItsNetworks() {
    assertThat(HttpAddress.loopback(8080)).isEqualTo(new HttpAddress("127.0.0.1", 8080));
    assertThat(HttpAddress.loopback(0).isLoopback()).isTrue();
    assertThat(new HttpAddress("localhost", 0).isLoopback()).isTrue();
    assertThat(new HttpAddress("::1", 0).isLoopback()).isTrue();
    assertThat(new HttpAddress("0.0.0.0", 0).isLoopback()).isFalse();
    assertThat(new HttpAddress("10.1.2.3", 0).isLoopback()).isFalse();
  }

  @Test
  void shouldNameEachBrokenRuleByItsKey() {
    assertThat(HttpAddress.problems("lethe.room", "127.0.0.1", 8080)).isEmpty();
    assertThat(HttpAddress.problems("lethe.room", " ", 65_536))
        .containsExactly(
            "lethe.room.http-port is 65536; it must lie in [0, 65535]",
            "lethe.room.http-host is ' '; it must be a name or an address of this machine, or"
                + " 0.0.0.0");
    assertThat(HttpAddress.problems("lethe.room", "10.1.2.3.4", 0)).hasSize(1);
  }

  @Test
  void shouldRefuseWhatIsNoAddress() {
    assertThatThrownBy(() -> new HttpAddress("", 1)).hasMessageContaining("the host is blank");
    assertThatThrownBy(() -> new HttpAddress("localhost", -1)).hasMessageContaining("[0, 65535]");
  }
}
