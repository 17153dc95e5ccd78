// SPDX-License-Identifier: Apache-2.0
/** A one-node Kafka broker inside this process, for the demo, {@code lethe up} and tests. */
@NullMarked
package io.lethe.cli.broker;

import org.jspecify.annotations.NullMarked;
