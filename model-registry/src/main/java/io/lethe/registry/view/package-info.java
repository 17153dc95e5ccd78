/** The registry's state in memory, folded from committed model events. */
@NullMarked
package io.lethe.registry.view;

import org.jspecify.annotations.NullMarked;
