// SPDX-License-Identifier: Apache-2.0
package io.lethe.ingest.callback;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Whether an address is one of the public internet. Of IPv4 all is but what the IANA keeps for
 * something else; of IPv6 the global unicast addresses alone, without those that carry an IPv4
 * address or are kept for something else. An IPv4 address that is mapped into IPv6 is told by what
 * it maps: the JDK makes no other of it.
 */
final class PublicAddress {
  /** Address and length of each prefix: RFC 6890 and its followers. */
  private static final int[][] RESERVED_V4 = {
    {0, 0, 0, 0, 8},
    {10, 0, 0, 0, 8},
    {100, 64, 0, 0, 10},
    {127, 0, 0, 0, 8},
    {169, 254, 0, 0, 16},
    {172, 16, 0, 0, 12},
    {192, 0, 0, 0, 24},
    {192, 0, 2, 0, 24},
    {192, 88, 99, 0, 24},
    {192, 168, 0, 0, 16},
    {198, 18, 0, 0, 15},
    {198, 51, 100, 0, 24},
    {203, 0, 113, 0, 24},
    {224, 0, 0, 0, 3}, // multicast, and what has no use yet
  };

  /** Of 2000::/3: protocol assignments and Teredo, documentation twice, 6to4. */
  private static final int[][] RESERVED_V6 = {
    {0x20, 0x01, 0x00, 0x00, 23},
    {0x20, 0x01, 0x0d, 0xb8, 32},
    {0x20, 0x02, 0x00, 0x00, 16},
    {0x3f, 0xff, 0x00, 0x00, 20},
  };

  private static final int[] GLOBAL_UNICAST = {0x20, 0, 0, 0, 3};

  private PublicAddress() {}

  static boolean is(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address
        ? isOutside(bytes, RESERVED_V4)
        : isWithin(bytes, GLOBAL_UNICAST) && isOutside(bytes, RESERVED_V6);
  }

  private static boolean isOutside(byte[] address, int[][] prefixes) {
    for (int[] prefix : prefixes) {
      if (isWithin(address, prefix)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWithin(byte[] address, int[] prefix) {
    int length = prefix[4];
    int mask = -1 << (Integer.SIZE - length);
    return (first32(address[0], address[1], address[2], address[3]) & mask)
        == (first32(prefix[0], prefix[1], prefix[2], prefix[3]) & mask);
  }

  private static int first32(int a, int b, int c, int d) {
    return (a & 0xff) << 24 | (b & 0xff) << 16 | (c & 0xff) << 8 | (d & 0xff);
  }
}
