// SPDX-License-Identifier: Apache-2.0
/**
 * How a service reads its topics outside Kafka Streams: a tail follows a topic from its beginning,
 * a work loop answers records in transactions, and one rule holds for what cannot be decoded.
 */
@NullMarked
package io.lethe.kit.loop;

import org.jspecify.annotations.NullMarked;
