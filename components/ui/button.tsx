import { Button as BaseButton } from "@base-ui/react/button";
import { cn } from "./cn";

const VARIANTS = {
  primary: "border-transparent bg-accent text-on-accent hover:bg-accent-hover",
  secondary: "border-line-strong bg-surface text-text hover:bg-hover active:bg-press",
  ghost: "border-transparent text-muted hover:bg-hover hover:text-text active:bg-press",
  danger: "border-transparent bg-danger text-on-danger hover:bg-danger-hover",
};

const SIZES = {
  sm: "h-7 px-2.5 gap-1.5 pointer-coarse:h-9",
  md: "h-8 px-3 gap-2 pointer-coarse:h-10",
  icon: "size-7 justify-center pointer-coarse:size-9",
};

export type ButtonLook = { variant?: keyof typeof VARIANTS; size?: keyof typeof SIZES };

/** The looks of a button, for a link that should look like one. */
export function buttonClass({ variant = "secondary", size = "sm" }: ButtonLook = {}, className?: string) {
  return cn(
    "inline-flex shrink-0 select-none items-center justify-center rounded-md border font-medium text-base",
    "whitespace-nowrap transition-colors [&_svg]:size-4 [&_svg]:shrink-0",
    "disabled:pointer-events-none disabled:opacity-50 data-disabled:pointer-events-none data-disabled:opacity-50",
    VARIANTS[variant],
    SIZES[size],
    className,
  );
}

type Props = Omit<BaseButton.Props, "className"> & ButtonLook & { className?: string };

export function Button({ variant, size, className, ...props }: Props) {
  const look: ButtonLook = { ...(variant && { variant }), ...(size && { size }) };
  return <BaseButton className={buttonClass(look, className)} {...props} />;
}
