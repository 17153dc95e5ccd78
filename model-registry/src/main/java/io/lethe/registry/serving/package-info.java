// SPDX-License-Identifier: Apache-2.0
/** The folder from which TensorFlow Serving serves: always the champion, never anything else. */
@NullMarked
package io.lethe.registry.serving;

import org.jspecify.annotations.NullMarked;
