// SPDX-License-Identifier: Apache-2.0
/** How a Kafka Streams application runs, and how it heals local state that is damaged. */
@NullMarked
package io.lethe.kit.streams;

import org.jspecify.annotations.NullMarked;
